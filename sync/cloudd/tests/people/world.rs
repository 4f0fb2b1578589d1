//! A cloud with people: an admin, and a provider with its owner.

use testkit::cloud::{Cloud, CloudBuilder};

use crate::visitor::Visitor;

pub(crate) const PASSWORD: &str = "correct horse battery";
pub(crate) const OWNER: &str = "njeri@example.net";
pub(crate) const ADMIN: &str = "admin@example.net";

pub(crate) struct World {
    pub(crate) cloud: Cloud,
    pub(crate) provider: String,
    /// The owner's recovery codes.
    pub(crate) codes: Vec<String>,
}

pub(crate) fn builder() -> CloudBuilder {
    Cloud::builder().binary(env!("CARGO_BIN_EXE_lango-cloud"))
}

impl World {
    pub(crate) fn new() -> Self {
        Self::of(builder())
    }

    pub(crate) fn of(builder: CloudBuilder) -> Self {
        let cloud = builder.start().unwrap();
        cloud.create_admin(ADMIN, PASSWORD).unwrap();
        let provider = cloud.create_provider("Mama Njeri WiFi").unwrap();
        let made = cloud.create_owner(&provider, OWNER, PASSWORD).unwrap();
        let codes = made["recovery_codes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned());
        World { codes: codes.collect(), cloud, provider }
    }

    pub(crate) fn visitor(&self) -> Visitor {
        Visitor::new(self.cloud.port())
    }

    /// Somebody who is signed in.
    pub(crate) fn signed_in(&self, email: &str) -> Visitor {
        let mut visitor = self.visitor();
        let page = visitor.post("/sign-in", &[("email", email), ("password", PASSWORD)]);
        assert_eq!(page.location(), Some("/"), "{}", page.body);
        visitor
    }

    /// Another provider with an owner and a site; returns the owner signed in, the provider's id and the site's.
    pub(crate) fn neighbour(&self) -> (Visitor, String, String) {
        let provider = self.cloud.create_provider("Neighbour").unwrap();
        self.cloud.create_owner(&provider, "neighbour@example.net", PASSWORD).unwrap();
        let site = self.cloud.create_site(&provider, "Next door").unwrap().site;
        (self.signed_in("neighbour@example.net"), provider, site)
    }

    /// Makes a site on the page, and returns its id.
    pub(crate) fn make_site(&self, visitor: &mut Visitor, name: &str) -> String {
        let page = visitor.open("/provider/sites/new");
        let shown = visitor.submit(&Visitor::form(&page, "/provider/sites/new").with("name", name));
        assert_eq!(shown.status, 200, "{}", shown.body);
        shown.url.rsplit('/').next().unwrap().to_owned()
    }
}
