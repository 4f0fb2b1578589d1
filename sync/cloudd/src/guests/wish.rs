//! What a guest wants to buy, as a page says it.

use std::net::IpAddr;

use axum::http::StatusCode;
use domain::device::Mac;
use domain::ids::{PlanId, SiteId};
use domain::phone::Phone;
use payment_proto::mpesa::phone;
use serde::Deserialize;

use super::invalid_site;
use crate::http::Problem;

/// As it comes.
#[derive(Deserialize)]
pub(crate) struct Purchasing {
    plan_id: String,
    phone: String,
    #[serde(default)]
    mac: Option<String>,
    #[serde(default)]
    ip: Option<String>,
    #[serde(default)]
    site_id: Option<String>,
}

/// As it is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wish {
    pub(super) plan: PlanId,
    pub(super) payer: Phone,
    pub(super) device: Option<Mac>,
    pub(super) site: Option<SiteId>,
}

impl TryFrom<Purchasing> for Wish {
    type Error = Problem;

    fn try_from(body: Purchasing) -> Result<Self, Problem> {
        let payer = phone::parse(&body.phone).map_err(|_| invalid_phone())?;
        let device = body.mac.as_deref().map(device).transpose()?;
        check_address(body.ip.as_deref())?;
        let plan = body.plan_id.parse().map_err(|_| unknown_plan())?;
        let site = body.site_id.as_deref().map(str::parse).transpose().map_err(|_| invalid_site())?;
        Ok(Wish { plan, payer, device, site })
    }
}

/// A device as a page names it.
pub(super) fn device(text: &str) -> Result<Mac, Problem> {
    Mac::parse(text).map_err(|error| Problem::bad_request("invalid_mac", error.to_string()))
}

/// A guest's address tells nothing here, but what is none is a page's mistake.
pub(super) fn check_address(text: Option<&str>) -> Result<(), Problem> {
    match text.map(str::parse::<IpAddr>) {
        None | Some(Ok(_)) => Ok(()),
        Some(Err(_)) => Err(Problem::bad_request("invalid_ip", "ip is an address like 10.5.50.20, or left out")),
    }
}

pub(super) fn unknown_plan() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "unknown_plan", "no plan has this id")
}

fn invalid_phone() -> Problem {
    Problem::bad_request("invalid_phone", "phone is a Kenyan mobile number like 0712345678 or +254712345678")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::http::Problem;

    const ID: &str = "7b0c2a52-0a51-4f0e-9a43-0d6f0f5a9c11";

    fn read(body: Value) -> Result<Wish, Problem> {
        Wish::try_from(serde_json::from_value::<Purchasing>(body).unwrap())
    }

    #[test]
    fn a_wish_says_what_and_who_pays_and_may_say_where_and_for_which_device() {
        let wish = read(json!({ "plan_id": ID, "phone": "+254 712 345 678" })).unwrap();
        assert_eq!((wish.payer.number(), wish.device, wish.site), (254_712_345_678, None, None));
        let body = json!({ "plan_id": ID, "phone": "0712345678", "mac": "0a1b2c3d4e5f", "ip": "10.0.0.2",
            "site_id": ID, "colour": "blue" });
        let wish = read(body).unwrap();
        assert_eq!(wish.device.map(|mac| mac.to_string()).as_deref(), Some("0A:1B:2C:3D:4E:5F"));
        assert_eq!(wish.site.map(|site| site.to_string()).as_deref(), Some(ID));
    }

    #[test]
    fn each_mistake_has_its_code() {
        for (field, value, code) in [
            ("phone", "0812345678", "invalid_phone"),
            ("phone", "", "invalid_phone"),
            ("mac", "my phone", "invalid_mac"),
            ("mac", "FF:FF:FF:FF:FF:FF", "invalid_mac"),
            ("ip", "here", "invalid_ip"),
            ("plan_id", "1 hour", "unknown_plan"),
            ("site_id", "Kibanda", "invalid_site"),
        ] {
            let mut body = json!({ "plan_id": ID, "phone": "0712345678" });
            body[field] = json!(value);
            let problem = serde_json::to_value(read(body).unwrap_err()).unwrap();
            assert_eq!(problem["code"], code, "{field} {value}");
        }
    }
}
