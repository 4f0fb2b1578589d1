
# --- The cable between router and gateway: a network of their own, no WAN needed.
{
  :local own "@gateway@/@prefix@"
  :if ([:len [/interface/veth find name="veth-lango"]] = 0) do={
    /interface/veth add name="veth-lango" address=$own gateway=@router@
  }
  :local veth [/interface/veth find name="veth-lango"]
  # Only where it differs: setting it cuts the gateway off for a moment.
  :if ([:tostr [/interface/veth get $veth address]] != $own) do={
    /interface/veth set $veth address=$own gateway=@router@
  }
  :if ([:len [/interface/bridge find name="lango"]] = 0) do={
    /interface/bridge add name="lango" comment="lango: gateway"
  }
  :if ([:len [/interface/bridge/port find interface="veth-lango"]] = 0) do={
    /interface/bridge/port add bridge="lango" interface="veth-lango" comment="lango: gateway"
  }
  :if ([:len [/ip/address find comment="lango: gateway"]] = 0) do={
    /ip/address add address=@router@/@prefix@ interface="lango" comment="lango: gateway"
  }
  /ip/address set [/ip/address find comment="lango: gateway"] address=@router@/@prefix@ interface="lango"
}
