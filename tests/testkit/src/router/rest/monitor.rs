//! `/radius/monitor` and `/radius/incoming/monitor`: the counters, once, or until the call is ended.

use std::sync::Arc;

use super::call::Arguments;
use super::menu::Menu;
use super::refusal::Refusal;
use super::reply::Reply;
use super::row::Pen;
use crate::router::hotspot::Hotspot;

pub(super) async fn monitor(hotspot: &Arc<Hotspot>, menu: Menu, arguments: &Arguments) -> Result<Reply, Refusal> {
    arguments.allow(&["numbers", ".id", "once", ".proplist"])?;
    if arguments.text("once").is_none() {
        // It would go on for ever; the limit ends it.
        std::future::pending::<()>().await;
    }
    let (counters, quirks) = (hotspot.counters(), hotspot.quirks().rest);
    let pen = Pen::new(&quirks);
    let row = match menu {
        Menu::RadiusIncoming => pen
            .text("requests", counters.incoming_requests)
            .text("bad-requests", counters.incoming_bad_requests)
            .text("acks", counters.incoming_acks)
            .text("naks", counters.incoming_naks),
        _ => pen
            .text("pending", 0)
            .text("requests", counters.requests)
            .text("accepts", counters.accepts)
            .text("rejects", counters.rejects)
            .text("resends", counters.resends)
            .text("timeouts", counters.timeouts)
            .text("bad-replies", counters.bad_replies)
            .text("last-request-rtt", format!("{}ms", counters.last_request_rtt_ms)),
    };
    Ok(Reply::Rows(vec![row.done()]))
}
