//! A site that takes M-PESA: the real gateway, a stand-in for the rail whose clock moves when told, and the door through
//! which its callbacks come in.

use std::time::Duration;

use domain::ids::SiteId;
use payment_proto::mpesa::{C2bToken, CallbackKey};
use serde_json::{Value, json};
use testkit::daraja::{Behaviour, Daraja, DarajaConfig, Msisdn, Subscriber};
use testkit::langod::LangodBuilder;
use testkit::machine::{PATIENCE, poll};
use testkit::{Door, Langod, Posted};

use crate::{enrolment, web};

/// The provider of every test's configuration.
pub const PROVIDER: &str = "7b0c2a52-0a51-4f0e-9a43-0d6f0f5a9c11";
/// The shortcode of the stand-in's paybill.
const PAYBILL: &str = "174379";

/// The whole shop.
pub struct Shop {
    /// The gateway. Before the rail, so that it is gone first.
    pub langod: Langod,
    /// The rail.
    pub daraja: Daraja,
    /// Where callbacks come in.
    pub door: Door,
    /// The id of the plan "1 hour", KES 20.
    pub hour: String,
    /// Whose site it is.
    pub provider: String,
}

/// A guest's phone; each number another.
pub fn phone(number: u64) -> String {
    format!("07001{number:05}")
}

/// The same as the rail writes it.
pub fn msisdn(phone: &str) -> Msisdn {
    phone.parse().unwrap()
}

impl Shop {
    /// A paybill whose guests pay as soon as the clock has moved on.
    pub fn open() -> Self {
        Self::with(|config| config, |builder| builder)
    }

    /// The same with a rail or a gateway of another kind.
    pub fn with(
        rail: impl FnOnce(DarajaConfig) -> DarajaConfig,
        gateway: impl FnOnce(LangodBuilder) -> LangodBuilder,
    ) -> Self {
        let door = Door::open().unwrap();
        // The rail's own clock stands still while questions come by the gateway's.
        let config = DarajaConfig::paybill().with_quirks(|quirks| quirks.query_limit = false);
        let daraja = Daraja::start(rail(config.with_callback_to(door.address()))).unwrap();
        let langod = gateway(taking_mpesa(&daraja.base_url())).start().unwrap();
        langod.add_hour(1).unwrap();
        let plans = langod.json(&["plan", "list"]).unwrap();
        let hour = plans[0]["id"].as_str().unwrap().to_owned();
        door.leads_to(&langod);
        Shop { langod, daraja, door, hour, provider: PROVIDER.to_owned() }
    }

    /// What this phone does when it is asked.
    pub fn behaves(&self, phone: &str, behaviour: Behaviour) {
        self.daraja.control().set_subscriber(msisdn(phone), Subscriber::new(behaviour));
    }

    /// Asks for the hour to be paid by this phone; the answer as it came.
    pub fn asks(&self, phone: &str) -> web::Answer {
        self.asks_with(json!({ "plan_id": self.hour, "phone": phone }))
    }

    /// Asks with a body of one's own.
    pub fn asks_with(&self, body: Value) -> web::Answer {
        let path = format!("/api/captive/{}/initiate-mpesa", self.provider);
        web::post(&self.langod, &path, "application/json", &body.to_string())
    }

    /// Asks for the hour to be paid by this phone, and returns the payment's id.
    #[track_caller]
    pub fn buys(&self, phone: &str) -> String {
        let answer = self.asks(phone);
        assert_eq!(answer.status, 202, "{answer:?}");
        let document = answer.json();
        assert_eq!(document["status"], "pending", "{document}");
        document["payment_id"].as_str().unwrap().to_owned()
    }

    /// How a payment stands.
    #[track_caller]
    pub fn payment(&self, id: &str) -> Value {
        web::get(&self.langod, &format!("/api/payments/{id}")).json()
    }

    /// Waits until a payment has this status, and returns it.
    #[track_caller]
    pub fn becomes(&self, id: &str, status: &str) -> Value {
        self.waits_for(id, |payment| payment["status"] == status)
    }

    /// Waits until a payment is as wanted, and returns it.
    #[track_caller]
    pub fn waits_for(&self, id: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let seen = poll(PATIENCE, || Some(self.payment(id)).filter(&wanted));
        seen.unwrap_or_else(|| {
            panic!("the payment stays {}\n{}\n{}", self.payment(id), self.langod.log().text(), self.story())
        })
    }

    /// The code of the ticket a payment became.
    #[track_caller]
    pub fn ticket(&self, id: &str) -> String {
        self.becomes(id, "success")["ticket"]["code"].as_str().unwrap().to_owned()
    }

    /// Lets the rail's time pass; what falls due in it has been delivered afterwards.
    pub fn pass_secs(&self, secs: u64) {
        self.daraja.control().advance(Duration::from_secs(secs));
    }

    /// The rail's receipts and the gateway's tickets agree to the cent: one ticket a receipt, no ticket without.
    #[track_caller]
    pub fn agrees(&self) {
        let statement = self.daraja.control().statement();
        let payments = self.payments();
        let tickets = self.langod.json(&["ticket", "list"]).unwrap();
        let paid = payments.iter().filter(|payment| payment["status"] == "success");
        let mut codes: Vec<_> = paid.map(|payment| payment["ticket"].as_str().unwrap_or_default().to_owned()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), statement.len(), "{statement:#?}\n{payments:#?}");
        assert_eq!(tickets.as_array().unwrap().len(), statement.len(), "{tickets:#}");
        for entry in &statement {
            let reference = entry.account_reference.as_str();
            let payment = payments.iter().find(|payment| payment["reference"] == reference);
            let payment = payment.unwrap_or_else(|| panic!("{entry:?} is in no book"));
            assert_eq!(payment["status"], "success", "{payment}");
            assert_eq!(payment["amount"], entry.amount_shillings, "{payment}");
            let receipt = payment["receipt"].as_str();
            assert!(receipt.is_none_or(|receipt| receipt == entry.receipt), "{payment} {entry:?}");
        }
    }

    /// Types a receipt, or a message that holds one, at the portal.
    pub fn types(&self, receipt: &str, plan: Option<&str>) -> web::Answer {
        let body = json!({ "receipt": receipt, "plan_id": plan });
        web::post(&self.langod, "/api/reconnect", "application/json", &body.to_string())
    }

    /// Makes the gateway ask about a payment next: an unproven callback is worth a question.
    #[track_caller]
    pub fn hurries(&self, id: &str) {
        let payments = self.payments();
        let reference = payments.iter().find(|payment| payment["payment_id"] == id).map(|row| row["reference"].clone());
        let pushes = self.daraja.control().pushes();
        let push = pushes.iter().find(|push| Some(json!(push.account_reference)) == reference).unwrap();
        let body = json!({"Body": {"stkCallback": {
            "MerchantRequestID": push.merchant_request_id, "CheckoutRequestID": push.checkout_request_id,
            "ResultCode": 0, "ResultDesc": ""}}});
        let posted = Posted { path: format!("/api/stk/callback/{}", self.provider), body: body.to_string() };
        assert_eq!(self.door.hand_in(&posted).unwrap(), "callback_unproven");
    }

    /// A notice of money received, as the rail posts it to this site's own address.
    pub fn confirmation(&self, receipt: &str, amount: &str, account: &str, payer: &str) -> Posted {
        let token = C2bToken::make(&self.callback_key(), self.site()).reveal();
        let body = json!({"TransactionType": "Pay Bill", "TransID": receipt, "TransTime": "20260115093100",
            "TransAmount": amount, "BusinessShortCode": PAYBILL, "BillRefNumber": account, "InvoiceNumber": "",
            "OrgAccountBalance": "1520.00", "ThirdPartyTransID": "", "MSISDN": payer, "FirstName": "JANE"});
        Posted { path: format!("/api/c2b/{}/{token}/confirmation", self.provider), body: body.to_string() }
    }

    /// What proves an address of this site: a key of its own, or once it is enrolled the one it shares with the cloud.
    fn callback_key(&self) -> CallbackKey {
        let data = self.langod.data_dir();
        let own = || std::fs::read(data.join("secret.key")).unwrap()[32..].try_into().unwrap();
        CallbackKey::from_bytes(enrolment::shared_key(data).unwrap_or_else(own))
    }

    /// The same for the last payment the rail has received, from a number it hides.
    pub fn confirmation_of_the_latest(&self) -> Posted {
        let entry = self.daraja.control().statement().pop().unwrap();
        let amount = format!("{}.00", entry.amount_shillings);
        self.confirmation(&entry.receipt, &amount, &entry.account_reference, "25470****001")
    }

    /// The site's id, as the callback addresses carry it.
    fn site(&self) -> SiteId {
        let pushes = self.daraja.control().pushes();
        let of_push = pushes.first().and_then(|push| push.callback_url.rsplit('/').next()?.get(..32)?.parse().ok());
        of_push.unwrap_or_else(|| {
            let found = self.langod.run(&["doctor"]).unwrap().stdout;
            let site = found.split("site ").nth(1).and_then(|rest| rest.split(',').next()).unwrap();
            site.parse().unwrap()
        })
    }

    /// All payments as the command line lists them.
    pub fn payments(&self) -> Vec<Value> {
        self.langod.json(&["payment", "list"]).unwrap().as_array().unwrap().clone()
    }

    /// The open entries of the review queue, by their cause.
    pub fn reviews(&self) -> Vec<String> {
        let open = self.langod.json(&["review", "list"]).unwrap();
        open.as_array().unwrap().iter().map(|entry| entry["cause"].as_str().unwrap().to_owned()).collect()
    }

    /// What happened on the rail.
    pub fn story(&self) -> String {
        let records = self.daraja.control().events_after(0);
        records.iter().map(|record| format!("{}\n", record.event)).collect()
    }
}

/// A gateway that takes M-PESA from a rail at this address, asking after a second and as often as it likes.
pub fn taking_mpesa(base_url: &str) -> LangodBuilder {
    Langod::builder().takes_mpesa(base_url, 1, 0)
}
