//! Notices of payments, and the payments they are about.

use cloud_store::books::{NewDirective, NewNotice};
use cloud_store::ids::{NoticeId, PaymentId};
use domain::ids::SiteId;

use crate::story::{Story, checkout, failed, opened, paid};
use crate::world::{NOW_MS, World};

on_both_engines!(
    a_body_finds_its_payment_whichever_comes_first,
    the_first_proven_body_stays,
    a_notice_and_its_directive_are_kept_together,
);

const BODY: &[u8] = br#"{"Body":{"stkCallback":{"ResultCode":0}}}"#;

fn notice(number: u8, site: SiteId, is_proven: bool, body: &'static [u8]) -> NewNotice<'static> {
    NewNotice {
        id: NoticeId::from_bytes([number; 16]),
        site: Some(site),
        checkout: Some(checkout(1)),
        path_kind: "stk",
        is_proven,
        body,
        received_ms: NOW_MS + u64::from(number),
    }
}

async fn payload(world: &World, provider: domain::ids::ProviderId) -> Option<String> {
    world.books(provider).payment_payload(PaymentId::from(checkout(1))).await.unwrap()
}

async fn a_body_finds_its_payment_whichever_comes_first(mut world: World) {
    for notice_first in [true, false] {
        let (provider, site) = world.provider_and_site().await;
        let books = world.books(provider);
        let story = Story::of([opened(1), failed(1), paid(1, None)]);
        if notice_first {
            books.keep_notice(notice(1, site, true, BODY), None).await.unwrap();
        }
        books.ingest(site, 1, story.part(1, 2), NOW_MS).await.unwrap();
        if !notice_first {
            assert_eq!(payload(&world, provider).await, None);
            books.keep_notice(notice(1, site, true, BODY), None).await.unwrap();
        }
        books.ingest(site, 1, story.part(3, 3), NOW_MS).await.unwrap();
        let shown = payload(&world, provider).await.unwrap();
        assert_eq!(shown.as_bytes(), BODY);
    }
}

async fn the_first_proven_body_stays(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let books = world.books(provider);
    books.keep_notice(notice(1, site, false, b"\"forged\""), None).await.unwrap();
    books.keep_notice(notice(2, site, true, b"\"first\""), None).await.unwrap();
    books.keep_notice(notice(3, site, true, b"\"second\""), None).await.unwrap();
    books.ingest(site, 1, &Story::of([opened(1)]).records, NOW_MS).await.unwrap();
    assert_eq!(payload(&world, provider).await.as_deref(), Some("\"first\""));
    books.keep_notice(notice(4, site, true, b"\"third\""), None).await.unwrap();
    assert_eq!(payload(&world, provider).await.as_deref(), Some("\"first\""));
}

async fn a_notice_and_its_directive_are_kept_together(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let books = world.books(provider);
    let directive = NewDirective { site, kind: "notice", body: b"said" };
    assert_eq!(books.keep_notice(notice(1, site, true, b"not\0json"), Some(directive)).await.unwrap(), Some(1));
    assert_eq!(books.keep_notice(notice(2, site, true, BODY), Some(directive)).await.unwrap(), Some(2));
    assert!(books.keep_notice(notice(2, site, true, BODY), Some(directive)).await.is_err());
    assert_eq!(books.directives_after(site, 0, 10, 1000).await.unwrap().len(), 2);
}
