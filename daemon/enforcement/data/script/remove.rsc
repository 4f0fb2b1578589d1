# Takes Lango off this router again: RouterOS script for @range@.
#
# Upload it to Files, then type in the terminal:  /import file-name=lango-remove.rsc
# It removes what has a comment that begins with "lango: " or the name "lango", and puts back
# what "lango-before" noted. The folder lango with the books and langod.toml stays: remove it
# in Files when nobody has an unused ticket any more. Time goes on being kept by NTP only if
# it was before.

# --- Your hotspot gets its own profile back, and the rest as it was.
:if ([:len [/system/script find name="lango-before"]] > 0) do={
  :do {
    /system/script run [/system/script find name="lango-before"]
    /system/script remove [/system/script find name="lango-before"]
  } on-error={
    :put "Lango: lango-before cannot be run: read it in /system/script, and set by hand what it says"
  }
}
/ip/hotspot remove [/ip/hotspot find name="lango"]
:foreach h in=[/ip/hotspot find profile="lango"] do={
  :put "Lango: nobody noted this hotspot's old profile, it now has the one called default"
  /ip/hotspot set $h profile="default"
}
/ip/hotspot/profile remove [/ip/hotspot/profile find name="lango"]
/ip/hotspot/walled-garden/ip remove [/ip/hotspot/walled-garden/ip find comment~"^lango: "]
/ip/hotspot/ip-binding remove [/ip/hotspot/ip-binding find comment~"^lango: "]
/ip/dhcp-server remove [/ip/dhcp-server find name="lango"]
/ip/dhcp-server/network remove [/ip/dhcp-server/network find comment~"^lango: "]
/ip/pool remove [/ip/pool find name="lango"]
/radius remove [/radius find comment~"^lango: "]
/user remove [/user find comment~"^lango: " group="lango"]
:do { /user/group remove [/user/group find name="lango"] } on-error={
  :put "Lango: the group lango in /user/group has users that are not ours, so it stays"
}
/ip/firewall/filter remove [/ip/firewall/filter find comment~"^lango: "]
/ip/firewall/nat remove [/ip/firewall/nat find comment~"^lango: "]

# --- The container, where there is one. It must stand still before it can go.
@state@
{
  :global langoState
  :local n 0
  :local has 0
  @has@
  :if ($has > 0) do={
@stop@
    :while (($n < 30) && ([$langoState] != "stopped")) do={ :delay 1s; :set n ($n + 1) }
@drop@
    :delay 2s
    @has@
    :if ($has > 0) do={
      :error "Lango: the container does not go: stop it in /container, then import this file again"
    }
  }
@rows@
}
/ip/address remove [/ip/address find comment~"^lango: "]
/interface/bridge/port remove [/interface/bridge/port find comment~"^lango: "]
/interface/bridge remove [/interface/bridge find name="lango"]

# --- The login pages.
:foreach page in=@pages@ do={
  /file remove [/file find name=("lango-pages/" . $page)]
  /file remove [/file find name=("flash/lango-pages/" . $page)]
}
:do { /file remove [/file find name="lango-pages"] } on-error={}
:do { /file remove [/file find name="flash/lango-pages"] } on-error={}
:put "Lango: gone. The folder lango with the books is still in Files."
@forget@
