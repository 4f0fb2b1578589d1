
# --- The guests' network.
{
  :if ([:len [/ip/address find comment="lango: guests"]] = 0) do={
    /ip/address add address=@network@ interface=@interface@ comment="lango: guests"
  }
  /ip/address set [/ip/address find comment="lango: guests"] address=@network@ interface=@interface@
@dhcp@  :if ([:len [/ip/firewall/nat find comment="lango: guests' internet"]] = 0) do={
    /ip/firewall/nat add chain=srcnat action=masquerade comment="lango: guests' internet" src-address=@guests@
  }
  /ip/firewall/nat set [/ip/firewall/nat find comment="lango: guests' internet"] \
    src-address=@guests@ dst-address=!@guests@
}
