  :if ([:len [/ip/pool find name="lango"]] = 0) do={ /ip/pool add name="lango" ranges=@range@ }
  /ip/pool set [/ip/pool find name="lango"] ranges=@range@
  :if ([:len [/ip/dhcp-server/network find comment="lango: guests"]] = 0) do={
    /ip/dhcp-server/network add address=@guests@ comment="lango: guests"
  }
  /ip/dhcp-server/network set [/ip/dhcp-server/network find comment="lango: guests"] \
    address=@guests@ gateway=@own@ dns-server=@own@
  :if ([:len [/ip/dhcp-server find name="lango"]] = 0) do={
    /ip/dhcp-server add name="lango" interface=@interface@ address-pool="lango"
  }
  /ip/dhcp-server set [/ip/dhcp-server find name="lango"] \
    interface=@interface@ address-pool="lango" lease-time=1h disabled=no
