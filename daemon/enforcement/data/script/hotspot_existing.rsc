
# --- Your hotspot keeps its name, interface, addresses and profile: it is given a copy of
# that profile, with RADIUS and our pages in it. Guests may have to sign in once more.
{
  :global langoBase
  :global langoRemember
  :local server [/ip/hotspot find name=@server@]
  :local old [/ip/hotspot get $server profile]
  :if ($old != "lango") do={
    :if ([:len [/ip/hotspot/profile find name="lango"]] = 0) do={
      /ip/hotspot/profile add copy-from=[/ip/hotspot/profile find name=$old] name="lango"
    }
    $langoRemember (@back-to@ . $old . "\"")
  }
@profile@  /ip/hotspot set $server profile="lango"
}
