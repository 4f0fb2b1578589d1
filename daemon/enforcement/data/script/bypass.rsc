
# --- A gateway among the guests is no guest: it goes through without a login, by its MAC too,
# so that no phone gets through by taking its address.
{
  # It is spoken to first, so that its MAC is known.
  :local heard [/ping @gateway@ count=1]
  :local on [/ip/hotspot get [/ip/hotspot find name=@server@] interface]
  :foreach a in=[/ip/arp find address=@gateway@] do={
    :local mac [/ip/arp get $a mac-address]
    :if (([/ip/arp get $a interface] = $on) && ([:len $mac] > 0)) do={
      :if ([:len [/ip/hotspot/ip-binding find comment="lango: gateway"]] = 0) do={
        /ip/hotspot/ip-binding add type=bypassed address=@gateway@ mac-address=$mac comment="lango: gateway"
      }
      /ip/hotspot/ip-binding set [/ip/hotspot/ip-binding find comment="lango: gateway"] \
        type=bypassed address=@gateway@ mac-address=$mac
    }
  }
}
