//! What waits before a person.

use cloud_store::books::{Page, ReviewStatus};
use domain::event::Event;
use domain::ids::ReviewId;
use domain::review::Trouble;

use crate::story::{Story, checkout, kes, receipt};
use crate::world::{NOW_MS, World};

on_both_engines!(what_gateways_queue_is_shown_until_it_is_settled,);

fn review(number: u8, trouble: Trouble) -> Event {
    let id = ReviewId::from_bytes([number; 16]);
    Event::ReviewOpened { review: id, trouble, checkout: Some(checkout(1)), receipt: Some(receipt(1)) }
}

async fn what_gateways_queue_is_shown_until_it_is_settled(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let books = world.books(provider);
    let story = Story::of([
        Event::ReceiptUnmatched { receipt: receipt(1), amount: Some(kes(7005)) },
        review(1, Trouble::UnmatchedReceipt),
        review(2, Trouble::AmountMismatch { asked: kes(100), arrived: kes(50) }),
        review(3, Trouble::NeverSettled),
        Event::ReviewResolved { review: ReviewId::from_bytes([3; 16]), by_itself: true },
    ]);
    for records in story.records.chunks(4) {
        books.ingest(site, 1, records, NOW_MS).await.unwrap();
    }
    let open = books.review_items(ReviewStatus::Open, Page::first(10)).await.unwrap();
    let shown: Vec<_> = open.iter().map(|item| (item.trouble.as_str(), item.asked, item.arrived)).collect();
    let mismatch = ("amount_mismatch", Some(kes(100)), Some(kes(50)));
    assert_eq!(shown, [mismatch, ("unmatched_receipt", None, Some(kes(7005)))]);
    let settled = books.review_items(ReviewStatus::Resolved, Page::first(10)).await.unwrap();
    assert_eq!((settled.len(), settled[0].resolved_by_itself), (1, Some(true)));
    assert!(books.resolve_review(ReviewId::from_bytes([2; 16]), NOW_MS).await.unwrap());
    assert!(!books.resolve_review(ReviewId::from_bytes([2; 16]), NOW_MS).await.unwrap());
    assert_eq!(books.open_reviews().await.unwrap(), 1);
}
