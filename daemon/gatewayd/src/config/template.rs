//! The commented file that `langod config template` prints, with a secret made for it.

use crate::chance::{Kernel, hexadecimal};

/// What stands in documents where a secret belongs; refused as one.
pub(crate) const PLACEHOLDER_SECRET: &str = "<made by config template>";

/// A complete configuration for one router, ready to be adapted.
pub(crate) fn template() -> String {
    let provider_id = domain::ids::ProviderId::draw(&mut Kernel);
    let secret = hexadecimal(16);
    format!(
        r#"# Lango gateway. Check it with `langod config check`.

[site]
name = "My WiFi"                       # what guests know the place by
provider_id = "{provider_id}"   # your business; keep it for all your sites
language = "en"                        # en or sw: messages and printed tickets
timezone = "Africa/Nairobi"
currency = "KES"                       # KES, UGX or TZS
support_phone = "0700000000"           # shown to guests who need help
# opening_hours = "07:00-22:00"
# wifi_name = "My WiFi"                # the network's name, printed on tickets
# trust_clock = true                   # in a container whose router keeps the clock by NTP

[portal]
listen = "0.0.0.0:8088"                # not 80, 3128 or 8080: RouterOS captures those
# address = "http://10.5.50.1:8088"    # how guests reach it, for QR codes on tickets
# router_names = ["login.mywifi.lan"]  # the hotspot's dns-name or address: codes are sent nowhere else

[radius]
auth_listen = "0.0.0.0:1812"
acct_listen = "0.0.0.0:1813"
interim_seconds = 60                   # how often the router reports usage
# require_message_authenticator = true # RouterOS 7.15 and later

[[radius.nas]]
name = "router"
address = "172.31.255.1"               # or a network such as 10.5.50.0/24
secret = "{secret}"    # the same on the router: /radius add secret=...
coa = "172.31.255.1:3799"              # /radius incoming set accept=yes port=3799
# rest = {{ url = "http://172.31.255.1", user = "lango", password = "..." }}  # guests who paid are signed in by themselves

[enforcement]
driver = "radius"

[console]                              # the counter: on once `langod console pin` was run
listen = "0.0.0.0:8443"                # https://<this machine>:8443, for the place's own machines
guests = ["10.5.50.0/24"]              # the networks guests are in: nobody from there is let in

[management]
listen = "127.0.0.1:9090"              # /metrics, for your own machines only

# Where the internet is paid for by the megabyte: the cloud is asked more rarely for news. What happened is told all the same.
# [cloud]
# megabytes_a_month = 30

# M-PESA, with your own app on developer.safaricom.co.ke. Left out: vouchers only.
# Afterwards: `langod config seal` hides the secrets, `langod mpesa test --phone 07...` asks that phone for KES 1.
# [mpesa]
# base_url = "https://api.safaricom.co.ke"
# kind = "paybill"                     # or "till" with till_number
# shortcode = "600111"                 # of a till: the store number used at Go-Live
# consumer_key = "..."
# consumer_secret = "..."
# passkey = "..."
# callback_base = "https://cloud.example.net"
# query_after_seconds = 20             # the first question about a payment, after the push
# query_interval_seconds = 15          # any two questions are at least so far apart
# most_in_ten_minutes = 150            # phones asked to pay, all guests together
"#
    )
}
