
# --- The hotspot.
{
  :global langoBase
  :local own @own@
  :set own [:pick $own 0 [:find $own "/"]]
  :if ([:len [/ip/hotspot/profile find name="lango"]] = 0) do={
    /ip/hotspot/profile add name="lango"
  }
  /ip/hotspot/profile set [/ip/hotspot/profile find name="lango"] hotspot-address=$own
@profile@  :if ([:len [/ip/hotspot find name="lango"]] = 0) do={
    /ip/hotspot add name="lango" interface=@interface@ profile="lango" disabled=no
  }
  /ip/hotspot set [/ip/hotspot find name="lango"] interface=@interface@ profile="lango" \
    address-pool=none addresses-per-mac=2 disabled=no
}
