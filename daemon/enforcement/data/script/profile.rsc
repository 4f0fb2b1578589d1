  /ip/hotspot/profile set [/ip/hotspot/profile find name="lango"] \
    html-directory=($langoBase . "lango-pages") html-directory-override="" \
    login-by=http-pap,http-chap,mac-cookie \
    use-radius=yes radius-accounting=yes radius-interim-update=received
