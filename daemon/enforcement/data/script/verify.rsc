
# --- How it looks now.
{
  :global langoBase
  :local bad 0
@verify-inside@  :if ([:len [/radius find comment="lango: tickets" disabled=no]] != 1) do={
    :set bad ($bad + 1); :put "Lango: /radius has no row of ours"
  }
  :foreach r in=[/radius find service~"hotspot" disabled=no] do={
    :if ([/radius get $r comment] != "lango: tickets") do={
      :set bad ($bad + 1); :put "Lango: another RADIUS server answers for hotspots too: see /radius/print"
    }
  }
  :local h [/ip/hotspot find name=@server@ profile="lango" disabled=no]
  :if ([:len $h] != 1) do={
    :set bad ($bad + 1); :put "Lango: the hotspot is off or has another profile: see /ip/hotspot/print"
  }
  :if ([:len [/file find name=($langoBase . "lango-pages/login.html")]] = 0) do={
    :set bad ($bad + 1); :put "Lango: the login page is not in Files"
  }
  :if ([:len [/ip/firewall/filter find chain=input action=drop disabled=no]] = 0) do={
    :put "Lango: no firewall rule drops anything: the resolver may be open to the internet"
  }
  :if ([/ping @gateway@ count=2] = 0) do={
    :set bad ($bad + 1); :put "Lango: @gateway@ does not answer a ping: is the gateway up?"
  }
  :do {
    /tool/fetch url="http://@gateway@:@portal-port@/healthz" output=none
  } on-error={
    :put "Lango: the portal was not reached from here; if device-mode allows fetch, read the gateway's log"
  }
  :if ($bad = 0) do={ :put "Lango: done. Try a ticket with a phone." }
  :if ($bad > 0) do={ :put ("Lango: done, and " . $bad . " things above need a look.") }
}
@forget@
