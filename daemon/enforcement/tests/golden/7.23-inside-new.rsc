# Lango at Mama Njeri's café: a RouterOS script for RouterOS 7.23, gateway in a container.
#
# Upload this file to Files, then type in the terminal:  /import file-name=lango.rsc
# Import it, do not paste it: an import ends at the first thing that is wrong, and says it.
# It may be imported any number of times: it looks for what is there, then adds or corrects.
# Whatever it makes has a comment that begins with "lango: ", or the name "lango". What it
# changes of yours is noted first, in /system/script "lango-before"; the file made with
# `langod routeros script --remove` puts that back and takes the rest away.

# --- Is everything here? Nothing but folders is made before this is passed.
{
  :local v [/system/resource get version]
  :local minor [:tonum [:pick $v 2 4]]
  :if ([:typeof $minor] != "num") do={ :set minor 0 }
  :if (([:pick $v 0 2] != "7.") || ($minor < 23) || ($minor > 23)) do={
    :error ("Lango: this script is for RouterOS 7.23 and the router runs " . $v . ": make one with --version")
  }
}
# Boards with a folder called flash keep only that over a reboot; the others keep everything.
{
  :global langoBase ""
  :if ([:len [/file find name="flash"]] > 0) do={ :set langoBase "flash/" }
}
{
  :local is "?"
  :do { :set is [[:parse ":return [/system/device-mode get hotspot]"]] } on-error={}
  :if (($is = false) || ($is = "no")) do={
    :put "/system/device-mode/update hotspot=yes container=yes"
    :error "Lango: device-mode forbids hotspots: type the line above, then press the reset button within 5 minutes"
  }
  :foreach u in=[/user find name="lango"] do={
    :if ([/user get $u group] != "lango") do={
      :error "Lango: the user lango is not ours: choose another with --rest-user"
    }
  }
}
{
  :local a [/system/resource get architecture-name]
  :if ($a != "arm64") do={
    :error ("Lango: the image is for arm64 and this router is " . $a . ": make both with --architecture")
  }
  :if ([:len [/system/package find name="container" disabled=no]] = 0) do={
    :put "Upload container-VERSION-ARCHITECTURE.npk of this very RouterOS version to Files; then /system/reboot"
    :error "Lango: the container package is missing: see the line above"
  }
  :local is "?"
  :do { :set is [[:parse ":return [/system/device-mode get container]"]] } on-error={}
  :if (($is = false) || ($is = "no")) do={
    :put "/system/device-mode/update hotspot=yes container=yes"
    :error "Lango: device-mode forbids containers: type the line above, then press the reset button within 5 \
        minutes"
  }
}
{
  :global langoBase
  :global langoStore $langoBase
  :local tar [/file find name="lango-arm64.tar"]
  :if ([:len $tar] = 0) do={ :set tar [/file find name=($langoStore . "lango-arm64.tar")] }
  :if ([:len [/container find comment="lango: gateway"]] = 0) do={
    :if ([:len $tar] = 0) do={
      :error "Lango: upload the image lango-arm64.tar to Files, then import this file again"
    }
    :if ([/system/resource get free-hdd-space] < 24000000) do={
      :error "Lango: less than 24 MB are free: plug in a USB disk with ext4 and name it with --storage"
    }
  }
  :if ([:len [/file find name=($langoStore . "lango/etc/langod.toml")]] = 0) do={
    :do { [[:parse ("/file add name=\"" . $langoStore . "lango\" type=directory")]] } on-error={}
    :do { [[:parse ("/file add name=\"" . $langoStore . "lango/etc\" type=directory")]] } on-error={}
    :do { [[:parse ("/file add name=\"" . $langoStore . "lango/data\" type=directory")]] } on-error={}
    :error ("Lango: upload langod.toml to " . $langoStore . "lango/etc in Files, then import this file again")
  }
}
{
  :if ([:len [/interface find name="bridge"]] = 0) do={
    :error "Lango: bridge is no interface here: /interface/print shows them"
  }
  :if ([:len [/interface/bridge/port find interface="bridge"]] > 0) do={
    :error "Lango: bridge is a port of a bridge: name the bridge itself with --interface"
  }
  :foreach h in=[/ip/hotspot find interface="bridge"] do={
    :if ([/ip/hotspot get $h name] != "lango") do={
      :error "Lango: bridge has a hotspot already: name that with --hotspot"
    }
  }
  :if ([:len [/ip/address find interface="bridge"]] = 0) do={
    :error "Lango: bridge has no address: add --network 10.5.50.1/24, or give it one"
  }
}

# --- Notes how something of yours was, the latest first, so that it can be put back.
:global langoRemember do={
  :local line (":do { " . $1 . " } on-error={}")
  :local row [/system/script find name="lango-before"]
  :if ([:len $row] = 0) do={
    /system/script add name="lango-before" comment="lango: what was here before" source=$line
  } else={
    /system/script set $row source=($line . "\r\n" . [/system/script get $row source])
  }
}

# --- The cable between router and gateway: a network of their own, no WAN needed.
{
  :local own "172.31.255.2/30"
  :if ([:len [/interface/veth find name="veth-lango"]] = 0) do={
    /interface/veth add name="veth-lango" address=$own gateway=172.31.255.1
  }
  :local veth [/interface/veth find name="veth-lango"]
  # Only where it differs: setting it cuts the gateway off for a moment.
  :if ([:tostr [/interface/veth get $veth address]] != $own) do={
    /interface/veth set $veth address=$own gateway=172.31.255.1
  }
  :if ([:len [/interface/bridge find name="lango"]] = 0) do={
    /interface/bridge add name="lango" comment="lango: gateway"
  }
  :if ([:len [/interface/bridge/port find interface="veth-lango"]] = 0) do={
    /interface/bridge/port add bridge="lango" interface="veth-lango" comment="lango: gateway"
  }
  :if ([:len [/ip/address find comment="lango: gateway"]] = 0) do={
    /ip/address add address=172.31.255.1/30 interface="lango" comment="lango: gateway"
  }
  /ip/address set [/ip/address find comment="lango: gateway"] address=172.31.255.1/30 interface="lango"
}

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
      /system/ntp/client set servers=162.159.200.1,216.239.35.0
    }
    /system/ntp/client set enabled=yes
  }
}

# --- RADIUS: the hotspot asks the gateway whether a code is good, and reports usage.
{
  :global langoRemember
  :if ([:len [/radius find comment="lango: tickets"]] = 0) do={
    /radius add service=hotspot address=172.31.255.2 comment="lango: tickets"
  }
  /radius set [/radius find comment="lango: tickets"] service=hotspot address=172.31.255.2 \
    secret="the secret of the tests" authentication-port=1812 accounting-port=1813 \
    timeout=3s src-address=172.31.255.1 disabled=no
  # The way back: the gateway tells the router to send a guest off.
  :local is "no"
  :local port [/radius/incoming get port]
  :if (([/radius/incoming get accept] = true) || ([/radius/incoming get accept] = "yes")) do={ :set is "yes" }
  :if (($is = "no") || ([:tostr $port] != "3799")) do={
    $langoRemember ("/radius/incoming set accept=" . $is . " port=" . $port)
    /radius/incoming set accept=yes port=3799
  }
}

# --- A user for the gateway: it sees who is there, signs guests in and off. It may come from
# the gateway's address only, and sees no secrets.
{
  :if ([:len [/user/group find name="lango"]] = 0) do={
    /user/group add name="lango" policy=read comment="lango: REST"
  }
  /user/group set [/user/group find name="lango"] policy="read,write,api,rest-api,!local,!telnet,!ssh,!ftp,!reboot,\
      !policy,!test,!winbox,!password,!web,!sniff,!sensitive,!romon"
  :if ([:len [/user find name="lango"]] = 0) do={
    /user add name="lango" group="lango" password="the password of the tests" address=172.31.255.2/32 \
        comment="lango: REST"
  }
  /user set [/user find name="lango"] group="lango" password="the password of the tests" address=172.31.255.2/32
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
    :if (([:tostr $one] = "172.31.255.2/32") || ([:tostr $one] = "172.31.255.2")) do={ :set found true }
  }
  :local off [/ip/service get www disabled]
  :if (($off = true) || ($off = "yes")) do={
    $langoRemember ("/ip/service set www disabled=yes address=\"" . $old . "\"")
    /ip/service set www disabled=no address="172.31.255.2/32"
  } else={
    :if (([:len $old] > 0) && (!$found)) do={
      $langoRemember ("/ip/service set www address=\"" . $old . "\"")
      /ip/service set www address=($old . ",172.31.255.2/32")
    }
  }
} on-error={
  :put "Lango: look at /ip/service www: it must be on, and 172.31.255.2 among its addresses"
}

# --- What every ticket starts from. A phone that comes back signs in by its MAC with the
# same code; how many devices a ticket has is the gateway's to say, so the router allows many.
{
  :global langoRemember
  :local row [/ip/hotspot/user/profile find name="default"]
  :local cookie "no"
  :local is [/ip/hotspot/user/profile get $row add-mac-cookie]
  :if (($is = true) || ($is = "yes")) do={ :set cookie "yes" }
  :local shared [:tostr [/ip/hotspot/user/profile get $row shared-users]]
  :if (($cookie = "no") || ($shared != "255")) do={
    $langoRemember ("/ip/hotspot/user/profile set [/ip/hotspot/user/profile find name=default] add-mac-cookie=" . \
      $cookie . " mac-cookie-timeout=" . [/ip/hotspot/user/profile get $row mac-cookie-timeout] . \
      " shared-users=" . $shared)
    /ip/hotspot/user/profile set $row add-mac-cookie=yes mac-cookie-timeout=30d shared-users=255
  }
}

# --- The hotspot.
{
  :global langoBase
  :local own [/ip/address get [:pick [/ip/address find interface="bridge"] 0] address]
  :set own [:pick $own 0 [:find $own "/"]]
  :if ([:len [/ip/hotspot/profile find name="lango"]] = 0) do={
    /ip/hotspot/profile add name="lango"
  }
  /ip/hotspot/profile set [/ip/hotspot/profile find name="lango"] hotspot-address=$own
  /ip/hotspot/profile set [/ip/hotspot/profile find name="lango"] \
    html-directory=($langoBase . "lango-pages") html-directory-override="" \
    login-by=http-pap,http-chap,mac-cookie \
    use-radius=yes radius-accounting=yes radius-interim-update=received
  :if ([:len [/ip/hotspot find name="lango"]] = 0) do={
    /ip/hotspot add name="lango" interface="bridge" profile="lango" disabled=no
  }
  /ip/hotspot set [/ip/hotspot find name="lango"] interface="bridge" profile="lango" \
    address-pool=none addresses-per-mac=2 disabled=no
}

# --- Firewall. The gateway needs the router's resolver, its REST interface and its port for
# orders; guests need the portal, and nothing else of the gateway.
{
  :local rule [/ip/firewall/filter find comment="lango: guests to the gateway"]
  :local top [/ip/firewall/filter find chain=forward dynamic=no]
  :if ([:len $rule] > 0) do={
    /ip/firewall/filter set $rule dst-address=172.31.255.2 in-interface=[/ip/hotspot get [/ip/hotspot find \
        name="lango"] interface]
  } else={
    :if ([:len $top] > 0) do={
      /ip/firewall/filter add chain=forward action=drop comment="lango: guests to the gateway" place-before=[:pick \
          $top 0] dst-address=172.31.255.2 in-interface=[/ip/hotspot get [/ip/hotspot find name="lango"] interface]
    } else={
      /ip/firewall/filter add chain=forward action=drop comment="lango: guests to the gateway" \
          dst-address=172.31.255.2 in-interface=[/ip/hotspot get [/ip/hotspot find name="lango"] interface]
    }
  }
}
{
  :local rule [/ip/firewall/filter find comment="lango: gateway to the internet"]
  :local top [/ip/firewall/filter find chain=forward dynamic=no]
  :if ([:len $rule] > 0) do={
    /ip/firewall/filter set $rule src-address=172.31.255.2
  } else={
    :if ([:len $top] > 0) do={
      /ip/firewall/filter add chain=forward action=accept comment="lango: gateway to the internet" \
          place-before=[:pick $top 0] src-address=172.31.255.2
    } else={
      /ip/firewall/filter add chain=forward action=accept comment="lango: gateway to the internet" \
          src-address=172.31.255.2
    }
  }
}
{
  :local rule [/ip/firewall/filter find comment="lango: portal"]
  :local top [/ip/firewall/filter find chain=forward dynamic=no]
  :if ([:len $rule] > 0) do={
    /ip/firewall/filter set $rule protocol=tcp dst-address=172.31.255.2 dst-port=8088
  } else={
    :if ([:len $top] > 0) do={
      /ip/firewall/filter add chain=forward action=accept comment="lango: portal" place-before=[:pick $top 0] \
          protocol=tcp dst-address=172.31.255.2 dst-port=8088
    } else={
      /ip/firewall/filter add chain=forward action=accept comment="lango: portal" protocol=tcp \
          dst-address=172.31.255.2 dst-port=8088
    }
  }
}
{
  :local rule [/ip/firewall/filter find comment="lango: orders and names"]
  :local top [/ip/firewall/filter find chain=input dynamic=no]
  :if ([:len $rule] > 0) do={
    /ip/firewall/filter set $rule src-address=172.31.255.2 protocol=udp dst-port=53,3799
  } else={
    :if ([:len $top] > 0) do={
      /ip/firewall/filter add chain=input action=accept comment="lango: orders and names" place-before=[:pick $top \
          0] src-address=172.31.255.2 protocol=udp dst-port=53,3799
    } else={
      /ip/firewall/filter add chain=input action=accept comment="lango: orders and names" src-address=172.31.255.2 \
          protocol=udp dst-port=53,3799
    }
  }
}
{
  :local rule [/ip/firewall/filter find comment="lango: REST and names"]
  :local top [/ip/firewall/filter find chain=input dynamic=no]
  :if ([:len $rule] > 0) do={
    /ip/firewall/filter set $rule src-address=172.31.255.2 protocol=tcp dst-port=53,80
  } else={
    :if ([:len $top] > 0) do={
      /ip/firewall/filter add chain=input action=accept comment="lango: REST and names" place-before=[:pick $top \
          0] src-address=172.31.255.2 protocol=tcp dst-port=53,80
    } else={
      /ip/firewall/filter add chain=input action=accept comment="lango: REST and names" src-address=172.31.255.2 \
          protocol=tcp dst-port=53,80
    }
  }
}
{
  :local rule [/ip/firewall/filter find comment="lango: ping"]
  :local top [/ip/firewall/filter find chain=input dynamic=no]
  :if ([:len $rule] > 0) do={
    /ip/firewall/filter set $rule src-address=172.31.255.2 protocol=icmp
  } else={
    :if ([:len $top] > 0) do={
      /ip/firewall/filter add chain=input action=accept comment="lango: ping" place-before=[:pick $top 0] \
          src-address=172.31.255.2 protocol=icmp
    } else={
      /ip/firewall/filter add chain=input action=accept comment="lango: ping" src-address=172.31.255.2 protocol=icmp
    }
  }
}
# The gateway reaches the internet under the router's address.
{
  :local rule [/ip/firewall/nat find comment="lango: gateway to the internet"]
  :local top [/ip/firewall/nat find chain=srcnat dynamic=no]
  :if ([:len $rule] > 0) do={
    /ip/firewall/nat set $rule src-address=172.31.255.2 dst-address=!172.31.255.0/30
  } else={
    :if ([:len $top] > 0) do={
      /ip/firewall/nat add chain=srcnat action=masquerade comment="lango: gateway to the internet" \
          place-before=[:pick $top 0] src-address=172.31.255.2 dst-address=!172.31.255.0/30
    } else={
      /ip/firewall/nat add chain=srcnat action=masquerade comment="lango: gateway to the internet" \
          src-address=172.31.255.2 dst-address=!172.31.255.0/30
    }
  }
}
# Hotspots masquerade guests towards everything. Towards the portal they must not: it would
# take every guest for the router.
{
  :local rule [/ip/firewall/nat find comment="lango: guests keep their address"]
  :local top [/ip/firewall/nat find chain=srcnat dynamic=no]
  :if ([:len $rule] > 0) do={
    /ip/firewall/nat set $rule dst-address=172.31.255.0/30
  } else={
    :if ([:len $top] > 0) do={
      /ip/firewall/nat add chain=srcnat action=accept comment="lango: guests keep their address" \
          place-before=[:pick $top 0] dst-address=172.31.255.0/30
    } else={
      /ip/firewall/nat add chain=srcnat action=accept comment="lango: guests keep their address" \
          dst-address=172.31.255.0/30
    }
  }
}

# --- Before they sign in, guests may see the portal and nothing else. Names of phone makers
# must not be let through here: the sign-in window would not open any more.
{
  :if ([:len [/ip/hotspot/walled-garden/ip find comment="lango: portal"]] = 0) do={
    /ip/hotspot/walled-garden/ip add action=accept dst-address=172.31.255.2 comment="lango: portal"
  }
  /ip/hotspot/walled-garden/ip set [/ip/hotspot/walled-garden/ip find comment="lango: portal"] \
    action=accept dst-address=172.31.255.2 protocol=tcp dst-port=8088 disabled=no
}

# --- The login pages.
:global langoPage do={
  :global langoBase
  :local page ($langoBase . "lango-pages/" . $1)
  :if ([:len [/file find name=$page]] = 0) do={
    /file add name=$page contents=$2
  } else={
    /file set [/file find name=$page] contents=$2
  }
}
{
  :global langoBase
  :global langoPage
  :local folder ($langoBase . "lango-pages")
  :local n 0
  :if ([:len [/file find name=$folder]] = 0) do={
    :do { [[:parse ("/file add name=\"" . $langoBase . "lango-pages\" type=directory")]] } on-error={}
  }
  :while (($n < 5) && ([:len [/file find name=$folder]] = 0)) do={ :delay 1s; :set n ($n + 1) }
  :do {
    $langoPage "login.html" "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<meta \
        name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<meta http-equiv=\"cache-control\" \
        content=\"no-store\">\n<title>Mama Njeri&#39;s caf\C3\A9</title>\n<noscript><meta http-equiv=\"refresh\" \
        content=\"1;url=http://172.31.255.2:8088/\?mac=\$(mac-esc)&amp;ip=\$(ip-esc)&amp;link-login-only=\$(link-lo\
        gin-only-esc)&amp;link-logout=\$(link-logout-esc)&amp;link-status=\$(link-status-esc)&amp;link-orig=\$(link\
        -orig-esc)&amp;chap-id=\$(chap-id-esc)&amp;chap-challenge=\$(chap-challenge-esc)&amp;server-name=\$(server-\
        name-esc)&amp;identity=\$(identity-esc)&amp;error=\$(error-esc)\"></noscript>\n<style>:root{color-scheme:li\
        ght dark}\nbody{font:1.1em/1.5 system-ui,sans-serif;max-width:22em;margin:0 auto;padding:1.5em \
        1em}\na,input,button{display:block;box-sizing:border-box;width:100%;min-height:48px;margin:.5em 0 \
        1em;padding:.55em;\nborder:1px solid #6b7a74;border-radius:.6em;font:inherit;text-align:center}\na{border:0\
        ;background:#0b6b57;color:#fff;font-weight:600;text-decoration:none}\n.quiet{border:1px solid \
        #6b7a74;background:none;color:inherit;font-weight:400}</style></head><body>\n<h1>Mama Njeri&#39;s \
        caf\C3\A9</h1>\n\$(if error)<p role=\"alert\">That did not work: check the code. / Haikufaulu: angalia \
        msimbo.</p>\$(endif)\n<p><a id=\"portal\" href=\"http://172.31.255.2:8088/\?mac=\$(mac-esc)&amp;ip=\$(ip-es\
        c)&amp;link-login-only=\$(link-login-only-esc)&amp;link-logout=\$(link-logout-esc)&amp;link-status=\$(link-\
        status-esc)&amp;link-orig=\$(link-orig-esc)&amp;chap-id=\$(chap-id-esc)&amp;chap-challenge=\$(chap-challeng\
        e-esc)&amp;server-name=\$(server-name-esc)&amp;identity=\$(identity-esc)&amp;error=\$(error-esc)\">Buy or \
        sign in / Nunua au ingia</a></p>\n<form action=\"\$(link-login-only)\" method=\"post\">\n<label \
        for=\"code\">No page\? Type your code here. / Hakuna ukurasa\? Andika msimbo hapa.</label>\n<input \
        id=\"code\" name=\"username\" autocomplete=\"off\" autocapitalize=\"characters\" required>\n<input \
        type=\"hidden\" name=\"popup\" value=\"false\">\n<button>Sign in / Ingia</button></form>\n<script>(function\
        (){var code=document.getElementById(\"code\");\nfunction go(){if(!code.value)location.replace(document.getE\
        lementById(\"portal\").href)}\nfunction look(){fetch(\"http://172.31.255.2:8088/healthz\",{mode:\"no-cors\
        \",cache:\"no-store\"}).then(go,function(){setTimeout(look,3000)})}\nwindow.fetch\?look():go()})()</script>\
        \n</body></html>\n"
    $langoPage "rlogin.html" "\$(if http-status == 302)Found\$(endif)\$(if http-header == \
        \"Location\")\$(link-redirect)\$(endif)\n"
    $langoPage "alogin.html" "\$(if http-status == 302)Found\$(endif)\$(if http-header == \
        \"Location\")\$(link-redirect)\$(endif)\n"
    $langoPage "redirect.html" "\$(if http-status == 302)Found\$(endif)\$(if http-header == \
        \"Location\")\$(link-redirect)\$(endif)\n"
    $langoPage "status.html" "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<meta \
        name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>Mama Njeri&#39;s \
        caf\C3\A9</title>\n<style>:root{color-scheme:light dark}\nbody{font:1.1em/1.5 \
        system-ui,sans-serif;max-width:22em;margin:0 auto;padding:1.5em 1em}\na,input,button{display:block;box-sizi\
        ng:border-box;width:100%;min-height:48px;margin:.5em 0 1em;padding:.55em;\nborder:1px solid \
        #6b7a74;border-radius:.6em;font:inherit;text-align:center}\na{border:0;background:#0b6b57;color:#fff;font-w\
        eight:600;text-decoration:none}\n.quiet{border:1px solid #6b7a74;background:none;color:inherit;font-weight:\
        400}</style></head><body>\n<h1>Mama Njeri&#39;s caf\C3\A9</h1>\n<p>You are online. / Uko \
        mtandaoni.</p>\n<p><a href=\"http://172.31.255.2:8088/status\?mac=\$(mac-esc)&amp;ip=\$(ip-esc)&amp;link-lo\
        gin-only=\$(link-login-only-esc)&amp;link-logout=\$(link-logout-esc)&amp;link-status=\$(link-status-esc)&am\
        p;link-orig=\$(link-orig-esc)&amp;chap-id=\$(chap-id-esc)&amp;chap-challenge=\$(chap-challenge-esc)&amp;ser\
        ver-name=\$(server-name-esc)&amp;identity=\$(identity-esc)&amp;error=\$(error-esc)\">What is left / \
        Kilichobaki</a></p>\n<p><a class=\"quiet\" href=\"\$(link-logout)\">Sign out / \
        Toka</a></p>\n</body></html>\n"
    $langoPage "logout.html" "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<meta \
        name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>Mama Njeri&#39;s \
        caf\C3\A9</title>\n<style>:root{color-scheme:light dark}\nbody{font:1.1em/1.5 \
        system-ui,sans-serif;max-width:22em;margin:0 auto;padding:1.5em 1em}\na,input,button{display:block;box-sizi\
        ng:border-box;width:100%;min-height:48px;margin:.5em 0 1em;padding:.55em;\nborder:1px solid \
        #6b7a74;border-radius:.6em;font:inherit;text-align:center}\na{border:0;background:#0b6b57;color:#fff;font-w\
        eight:600;text-decoration:none}\n.quiet{border:1px solid #6b7a74;background:none;color:inherit;font-weight:\
        400}</style></head><body>\n<h1>Mama Njeri&#39;s caf\C3\A9</h1>\n<p>You are not online. / Hauko \
        mtandaoni.</p>\n<p><a href=\"\$(link-login-only)\">Sign in / Ingia</a></p>\n</body></html>\n"
    $langoPage "error.html" "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<meta \
        name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>Mama Njeri&#39;s \
        caf\C3\A9</title>\n<style>:root{color-scheme:light dark}\nbody{font:1.1em/1.5 \
        system-ui,sans-serif;max-width:22em;margin:0 auto;padding:1.5em 1em}\na,input,button{display:block;box-sizi\
        ng:border-box;width:100%;min-height:48px;margin:.5em 0 1em;padding:.55em;\nborder:1px solid \
        #6b7a74;border-radius:.6em;font:inherit;text-align:center}\na{border:0;background:#0b6b57;color:#fff;font-w\
        eight:600;text-decoration:none}\n.quiet{border:1px solid #6b7a74;background:none;color:inherit;font-weight:\
        400}</style></head><body>\n<h1>Mama Njeri&#39;s caf\C3\A9</h1>\n<p>You are not online. / Hauko \
        mtandaoni.</p>\n<p><a href=\"\$(link-login-only)\">Sign in / Ingia</a></p>\n</body></html>\n"
    $langoPage "errors.txt" "internal-error = The router failed (\$(error-orig)). / Ruta imeshindwa.\nconfig-error \
        = The hotspot is not set up right (\$(error-orig)). / Mipangilio si sahihi.\nnot-logged-in = You are not \
        online. / Hauko mtandaoni.\nippool-empty = No free address: try again soon. / Hakuna anwani: jaribu \
        tena.\nshutting-down = The hotspot is closing. / Inafungwa.\nuser-session-limit = Too many devices on this \
        code. / Vifaa vingi kwa msimbo huu.\nlicense-session-limit = The place is full. / \
        Pamejaa.\nwrong-mac-username = That is another device's name. / Jina la kifaa kingine.\nchap-missing = The \
        page was too old: try again. / Jaribu tena.\ninvalid-username = This code is not good. / Msimbo huu si \
        sahihi.\ninvalid-mac = This code belongs to another device. / Ni ya kifaa kingine.\nuptime-limit = The \
        time is used up. / Muda umeisha.\ntraffic-limit = The data is used up. / Data imeisha.\nradius-timeout = \
        The gateway does not answer: try again. / Hakuna jibu: jaribu tena.\nauth-in-progress = Already signing \
        in: wait a moment. / Subiri kidogo.\nradius-reply = \$(error-orig)\n"
    $langoPage "api.json" "{\"captive\":\$(if logged-in == 'yes')false\$(else)true\$(endif),\n\$(if \
        session-time-left-secs != 0)\"seconds-remaining\":\$(session-time-left-secs),\$(endif)\n\$(if \
        remain-bytes-total)\"bytes-remaining\":\$(remain-bytes-total),\$(endif)\n\"user-portal-url\":\"\$(link-logi\
        n-only)\"}\n"
  } on-error={
    :error ("Lango: no page can be written: make the folder " . $folder . " in Files, then import again")
  }
}

# --- The gateway itself. Its books are in lango/data, its configuration in lango/etc; both
# outlive the container. A newer image: --remove, upload it, import this file again.
{
  :global langoStore
  :local done false
  :local has "?"
  # For whoever looks into the container from the router: which site it is.
  :set has "?"
  :do { :set has [[:parse ":return [:len [/container/envs find list=\"lango\"]]"]] } on-error={}
  :if ($has = "?") do={
    :do { :set has [[:parse ":return [:len [/container/envs find name=\"lango\"]]"]] } on-error={}
  }
  :if (($has = 0) || ($has = "?")) do={
    :set done false
    :do { [[:parse "/container/envs add list=\"lango\" key=LANGO_SITE value=\"\""]]; :set done true } on-error={}
    :if (!$done) do={ :do { [[:parse "/container/envs add name=\"lango\" key=LANGO_SITE value=\"\""]]; :set done \
        true } on-error={} }
    :if (!$done) do={ :error "Lango: /container/envs takes no rows: make this file anew for the version you run" }
  }
  /container/envs set [/container/envs find key="LANGO_SITE"] value="Mama Njeri's caf\C3\A9"
  :set has "?"
  :do { :set has [[:parse ":return [:len [/container/mounts find list=\"lango-etc\"]]"]] } on-error={}
  :if ($has = "?") do={
    :do { :set has [[:parse ":return [:len [/container/mounts find name=\"lango-etc\"]]"]] } on-error={}
  }
  :if (($has = 0) || ($has = "?")) do={
    :set done false
    :do { [[:parse ("/container/mounts add list=\"lango-etc\" src=\"" . $langoStore . "lango/etc\" \
        dst=\"/etc/lango\"")]]; :set done true } on-error={}
    :if (!$done) do={ :do { [[:parse ("/container/mounts add name=\"lango-etc\" src=\"" . $langoStore . \
        "lango/etc\" dst=\"/etc/lango\"")]]; :set done true } on-error={} }
    :if (!$done) do={ :error "Lango: /container/mounts takes no rows: make this file anew for the version you run" }
  }
  :set has "?"
  :do { :set has [[:parse ":return [:len [/container/mounts find list=\"lango-data\"]]"]] } on-error={}
  :if ($has = "?") do={
    :do { :set has [[:parse ":return [:len [/container/mounts find name=\"lango-data\"]]"]] } on-error={}
  }
  :if (($has = 0) || ($has = "?")) do={
    :set done false
    :do { [[:parse ("/container/mounts add list=\"lango-data\" src=\"" . $langoStore . "lango/data\" \
        dst=\"/data\"")]]; :set done true } on-error={}
    :if (!$done) do={ :do { [[:parse ("/container/mounts add name=\"lango-data\" src=\"" . $langoStore . \
        "lango/data\" dst=\"/data\"")]]; :set done true } on-error={} }
    :if (!$done) do={ :error "Lango: /container/mounts takes no rows: make this file anew for the version you run" }
  }
}
# How it is: older versions have a status, newer ones flags.
:global langoState do={
  :local s ""
  :do { :if ([[:parse ":return [:len [/container find comment=\"lango: gateway\" stopped]]"]] > 0) do={ :set s \
      "stopped" } } on-error={}
  :do { :if ([[:parse ":return [:len [/container find comment=\"lango: gateway\" running]]"]] > 0) do={ :set s \
      "running" } } on-error={}
  :if ([:len $s] = 0) do={
    :do { :set s [[:parse ":return [/container get [/container find comment=\"lango: gateway\"] status]"]] } \
        on-error={}
    :do { :if ([[:parse ":return [:len [/container find comment=\"lango: gateway\" healthy]]"]] > 0) do={ :set s \
        "running" } } on-error={}
  }
  :return $s
}
{
  :global langoStore
  :global langoState
  :local done false
  :if ([:len [/container find comment="lango: gateway"]] = 0) do={
    :local tar "lango-arm64.tar"
    :if ([:len [/file find name=$tar]] = 0) do={ :set tar ($langoStore . $tar) }
    :do { [[:parse ("/container add file=\"" . $tar . "\" interface=\"veth-lango\" root-dir=\"" . $langoStore . \
        "lango/root\" hostname=\"lango\" dns=172.31.255.1 logging=yes start-on-boot=yes cmd=\"/langod run\" \
        envlists=\"lango\" mountlists=\"lango-etc,lango-data\" comment=\"lango: gateway\" name=\"lango\" \
        restart-policy=always restart-interval=10s")]]; :set done true } on-error={}
    :if (!$done) do={ :do { [[:parse ("/container add file=\"" . $tar . "\" interface=\"veth-lango\" root-dir=\"" \
        . $langoStore . "lango/root\" hostname=\"lango\" dns=172.31.255.1 logging=yes start-on-boot=yes \
        cmd=\"/langod run\" envlists=\"lango\" mountlists=\"lango-etc,lango-data\" comment=\"lango: gateway\"")]]; \
        :set done true } on-error={} }
    :if (!$done) do={ :do { [[:parse ("/container add file=\"" . $tar . "\" interface=\"veth-lango\" root-dir=\"" \
        . $langoStore . "lango/root\" hostname=\"lango\" dns=172.31.255.1 logging=yes start-on-boot=yes \
        cmd=\"/langod run\" envlists=\"lango\" mounts=\"lango-etc,lango-data\" comment=\"lango: gateway\"")]]; \
        :set done true } on-error={} }
    :if (!$done) do={ :do { [[:parse ("/container add file=\"" . $tar . "\" interface=\"veth-lango\" root-dir=\"" \
        . $langoStore . "lango/root\" hostname=\"lango\" dns=172.31.255.1 logging=yes start-on-boot=yes \
        cmd=\"/langod run\" envlist=\"lango\" mounts=\"lango-etc,lango-data\" comment=\"lango: gateway\"")]]; :set \
        done true } on-error={} }
    :if (!$done) do={
      :error "Lango: no container could be made of the image: /log/print where topics~\"container\" says why"
    }
  }
  # Unpacking takes a while, and only what is unpacked can be started.
  :local n 0
  :while (($n < 60) && ([$langoState] != "stopped") && ([$langoState] != "running")) do={
    :delay 2s
    :set n ($n + 1)
  }
  :if ([$langoState] = "stopped") do={
    /container start [/container find comment="lango: gateway"]
  }
  :set n 0
  :while (($n < 15) && ([$langoState] != "running")) do={ :delay 2s; :set n ($n + 1) }
}

# --- How it looks now.
{
  :global langoBase
  :local bad 0
  :global langoState
  :if ([$langoState] != "running") do={
    :set bad ($bad + 1); :put "Lango: the container does not run: /log/print where topics~\"container\""
  }
  :if ([:len [/radius find comment="lango: tickets" disabled=no]] != 1) do={
    :set bad ($bad + 1); :put "Lango: /radius has no row of ours"
  }
  :foreach r in=[/radius find service~"hotspot" disabled=no] do={
    :if ([/radius get $r comment] != "lango: tickets") do={
      :set bad ($bad + 1); :put "Lango: another RADIUS server answers for hotspots too: see /radius/print"
    }
  }
  :local h [/ip/hotspot find name="lango" profile="lango" disabled=no]
  :if ([:len $h] != 1) do={
    :set bad ($bad + 1); :put "Lango: the hotspot is off or has another profile: see /ip/hotspot/print"
  }
  :if ([:len [/file find name=($langoBase . "lango-pages/login.html")]] = 0) do={
    :set bad ($bad + 1); :put "Lango: the login page is not in Files"
  }
  :if ([:len [/ip/firewall/filter find chain=input action=drop disabled=no]] = 0) do={
    :put "Lango: no firewall rule drops anything: the resolver may be open to the internet"
  }
  :if ([/ping 172.31.255.2 count=2] = 0) do={
    :set bad ($bad + 1); :put "Lango: 172.31.255.2 does not answer a ping: is the gateway up?"
  }
  :do {
    /tool/fetch url="http://172.31.255.2:8088/healthz" output=none
  } on-error={
    :put "Lango: the portal was not reached from here; if device-mode allows fetch, read the gateway's log"
  }
  :if ($bad = 0) do={ :put "Lango: done. Try a ticket with a phone." }
  :if ($bad > 0) do={ :put ("Lango: done, and " . $bad . " things above need a look.") }
}
{ :global langoBase; :set langoBase }
{ :global langoRemember; :set langoRemember }
{ :global langoPage; :set langoPage }
{ :global langoStore; :set langoStore }
{ :global langoState; :set langoState }
