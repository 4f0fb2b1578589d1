//! Pressing "Pay": the checkout is opened, and the answer waits a moment for the rail.

use std::time::Duration;

use domain::decisions::Purchase;
use domain::ids::CheckoutId;
use tokio::time::timeout;

use crate::control::put;
use crate::desk::{Ask, PaymentAsk, PaymentSaid, PaymentView, Said, Stands};
use crate::http::Shared;

/// Guests wait so long for the rail's first answer before they see the waiting page: mostly the prompt is on the phone
/// by then, or they learn at once that there is no way.
const FIRST_WORD: Duration = Duration::from_secs(2);

impl Shared {
    /// Opens a checkout and waits a moment for what the rail says.
    pub(super) async fn buy(&self, purchase: Purchase) -> Said {
        let most_at_site = self.config.mpesa.as_ref().map_or(0, |mpesa| mpesa.most_in_ten_minutes);
        let ask = Ask::Payment(PaymentAsk::Buy { purchase, most_at_site });
        let said = put(&self.questions, ask, None).await;
        let (Said::Payment(PaymentSaid::Opened(view)) | Said::Payment(PaymentSaid::OpenedBefore(view))) = said else {
            return said;
        };
        let shown = timeout(FIRST_WORD, self.first_word(view.id)).await.unwrap_or(None);
        Said::Payment(PaymentSaid::Opened(shown.map_or(view, Box::new)))
    }

    /// The payment once the rail has said something about it.
    async fn first_word(&self, id: CheckoutId) -> Option<PaymentView> {
        loop {
            let changed = self.changed.notified();
            match put(&self.questions, Ask::Payment(PaymentAsk::Show(id)), None).await {
                Said::Payment(PaymentSaid::Payments(views)) => {
                    let view = views.into_iter().next()?;
                    if view.stands != Stands::Asking {
                        return Some(view);
                    }
                }
                _ => return None,
            }
            changed.await;
        }
    }
}
