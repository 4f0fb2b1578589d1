
# --- The router's resolver serves gateway and guests.
{
  :global langoRemember
  :local is [/ip/dns get allow-remote-requests]
  :if (($is != true) && ($is != "yes")) do={
    $langoRemember "/ip/dns set allow-remote-requests=no"
    /ip/dns set allow-remote-requests=yes
  }
}

# --- The clock. A router without a battery wakes up in 1970; these servers are named by
# number, so that the right time needs no resolver. An NTP client that runs is left alone.
{
  :global langoRemember
  :local is [/system/ntp/client get enabled]
  :if (($is != true) && ($is != "yes")) do={
    $langoRemember "/system/ntp/client set enabled=no"
    :if ([:len [/system/ntp/client get servers]] = 0) do={
      $langoRemember "/system/ntp/client set servers=\"\""
      /system/ntp/client set servers=@ntp@
    }
    /system/ntp/client set enabled=yes
  }
}

# --- RADIUS: the hotspot asks the gateway whether a code is good, and reports usage.
{
  :global langoRemember
  :if ([:len [/radius find comment="lango: tickets"]] = 0) do={
    /radius add service=hotspot address=@gateway@ comment="lango: tickets"
  }
  /radius set [/radius find comment="lango: tickets"] service=hotspot address=@gateway@ \
    secret=@secret@ authentication-port=@auth-port@ accounting-port=@acct-port@ \
    timeout=3s src-address=@router@ disabled=no
  # The way back: the gateway tells the router to send a guest off.
  :local is "no"
  :local port [/radius/incoming get port]
  :if (([/radius/incoming get accept] = true) || ([/radius/incoming get accept] = "yes")) do={ :set is "yes" }
  :if (($is = "no") || ([:tostr $port] != "@coa-port@")) do={
    $langoRemember ("/radius/incoming set accept=" . $is . " port=" . $port)
    /radius/incoming set accept=yes port=@coa-port@
  }
}

# --- A user for the gateway: it sees who is there, signs guests in and off. It may come from
# the gateway's address only, and sees no secrets.
{
  :if ([:len [/user/group find name="lango"]] = 0) do={
    /user/group add name="lango" policy=read comment="lango: REST"
  }
  /user/group set [/user/group find name="lango"] policy=@policy@
  :if ([:len [/user find name=@user@]] = 0) do={
    /user add name=@user@ group="lango" password=@password@ address=@gateway@/32 comment="lango: REST"
  }
  /user set [/user find name=@user@] group="lango" password=@password@ address=@gateway@/32
}
# Its door is the service www. One that is shut is opened for the gateway alone; to one that
# is limited the gateway is added; one that is open to everybody is left as it is.
:do {
  :global langoRemember
  :local old ""
  :local found false
  :foreach one in=[:toarray [/ip/service get www address]] do={
    :if ([:len $old] > 0) do={ :set old ($old . ",") }
    :set old ($old . [:tostr $one])
    :if (([:tostr $one] = "@gateway@/32") || ([:tostr $one] = "@gateway@")) do={ :set found true }
  }
  :local off [/ip/service get www disabled]
  :if (($off = true) || ($off = "yes")) do={
    $langoRemember ("/ip/service set www disabled=yes address=\"" . $old . "\"")
    /ip/service set www disabled=no address="@gateway@/32"
  } else={
    :if (([:len $old] > 0) && (!$found)) do={
      $langoRemember ("/ip/service set www address=\"" . $old . "\"")
      /ip/service set www address=($old . ",@gateway@/32")
    }
  }
} on-error={
  :put "Lango: look at /ip/service www: it must be on, and @gateway@ among its addresses"
}
