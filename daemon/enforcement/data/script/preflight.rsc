
# --- Is everything here? Nothing but folders is made before this is passed.
{
  :local v [/system/resource get version]
  :local minor [:tonum [:pick $v 2 4]]
  :if ([:typeof $minor] != "num") do={ :set minor 0 }
  :if (([:pick $v 0 2] != "7.") || ($minor < @first@) || ($minor > @last@)) do={
    :error ("Lango: this script is for @range@ and the router runs " . $v . ": make one with --version")
  }
}
# Boards with a folder called flash keep only that over a reboot; the others keep everything.
{
  :global langoBase ""
  :if ([:len [/file find name="flash"]] > 0) do={ :set langoBase "flash/" }
}
{
  :local is "?"
@hotspot-mode@
  :if (($is = false) || ($is = "no")) do={
    :put "/system/device-mode/update @modes@"
    :error "Lango: device-mode forbids hotspots: type the line above, then press the reset button within 5 minutes"
  }
  :foreach u in=[/user find name=@user@] do={
    :if ([/user get $u group] != "lango") do={
      :error @user-taken@
    }
  }
}
