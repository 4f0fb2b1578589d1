
# --- What every ticket starts from. A phone that comes back signs in by its MAC with the
# same code; how many devices a ticket has is the gateway's to say, so the router allows many.
{
  :global langoRemember
  :local row [/ip/hotspot/user/profile find name="default"]
  :local cookie "no"
  :local is [/ip/hotspot/user/profile get $row add-mac-cookie]
  :if (($is = true) || ($is = "yes")) do={ :set cookie "yes" }
  :local shared [:tostr [/ip/hotspot/user/profile get $row shared-users]]
  :if (($cookie = "no") || ($shared != "255")) do={
    $langoRemember ("/ip/hotspot/user/profile set [/ip/hotspot/user/profile find name=default] add-mac-cookie=" . \
      $cookie . " mac-cookie-timeout=" . [/ip/hotspot/user/profile get $row mac-cookie-timeout] . \
      " shared-users=" . $shared)
    /ip/hotspot/user/profile set $row add-mac-cookie=yes mac-cookie-timeout=30d shared-users=255
  }
}
