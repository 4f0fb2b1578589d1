
# --- Before they sign in, guests may see the portal and nothing else. Names of phone makers
# must not be let through here: the sign-in window would not open any more.
{
  :if ([:len [/ip/hotspot/walled-garden/ip find comment="lango: portal"]] = 0) do={
    /ip/hotspot/walled-garden/ip add action=accept dst-address=@gateway@ comment="lango: portal"
  }
  /ip/hotspot/walled-garden/ip set [/ip/hotspot/walled-garden/ip find comment="lango: portal"] \
    action=accept dst-address=@gateway@ protocol=tcp dst-port=@portal-port@ disabled=no
}
