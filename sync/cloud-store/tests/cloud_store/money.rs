//! Money comes back to the cent, and reports see it as decimals.

use cloud_store::books::{Flow, Takings};
use cloud_store::ids::PaymentId;
use domain::event::Event;
use domain::money::{Currency, Money};
use sqlx::Row;

use crate::story::{Story, checkout, kes, ticket};
use crate::world::{NOW_MS, World};

on_both_engines!(amounts_come_back_to_the_cent, reports_read_decimals, takings_are_summed_to_the_cent,);

const AMOUNTS: [u64; 6] = [0, 1, 99, 2005, 123_456_789, Money::LARGEST_CENTS];

fn paid(number: u8, amount: Money) -> Event {
    Event::CheckoutPaid { checkout: checkout(number), amount, ticket: ticket(number), receipt: None }
}

async fn tell(world: &mut World, events: impl IntoIterator<Item = Event>) -> domain::ids::ProviderId {
    let (provider, site) = world.provider_and_site().await;
    world.books(provider).ingest(site, 1, &Story::of(events).records, NOW_MS).await.unwrap();
    provider
}

async fn amounts_come_back_to_the_cent(mut world: World) {
    let provider = tell(&mut world, (1..).zip(AMOUNTS).map(|(number, cents)| paid(number, kes(cents)))).await;
    for (number, cents) in (1..).zip(AMOUNTS) {
        let payment = world.books(provider).payment(PaymentId::from(checkout(number))).await.unwrap().unwrap();
        assert_eq!(payment.amount, kes(cents));
    }
}

async fn reports_read_decimals(mut world: World) {
    let provider = tell(&mut world, [paid(1, kes(2005)), paid(2, kes(Money::LARGEST_CENTS))]).await;
    let shown = if world.is_postgres() {
        let pool = sqlx::PgPool::connect(&world.url).await.unwrap();
        let mut transaction = pool.begin().await.unwrap();
        let set = format!("set local lango.provider_id = '{provider}'");
        sqlx::query(sqlx::AssertSqlSafe(set)).execute(&mut *transaction).await.unwrap();
        let rows = sqlx::query("select amount::text from payments order by amount").fetch_all(&mut *transaction).await;
        rows.unwrap().iter().map(|row| row.get(0)).collect::<Vec<String>>()
    } else {
        let pool = sqlx::SqlitePool::connect(&world.url).await.unwrap();
        let query = "select printf('%.2f', amount) from payments order by amount";
        sqlx::query(query).fetch_all(&pool).await.unwrap().iter().map(|row| row.get(0)).collect()
    };
    assert_eq!(shown, ["20.05", "99999999.99"]);
}

async fn takings_are_summed_to_the_cent(mut world: World) {
    let shilling = |cents| Money::from_cents(cents, Currency::Ugx).unwrap();
    let events = [
        paid(1, kes(Money::LARGEST_CENTS)),
        paid(2, kes(Money::LARGEST_CENTS)),
        paid(3, kes(1)),
        paid(4, shilling(10)),
    ];
    let provider = tell(&mut world, events).await;
    let books = world.books(provider);
    let sum = |currency, cents, payments| Takings { currency, cents, payments };
    let moments = [NOW_MS, NOW_MS + 2000, NOW_MS + 4001];
    let rest = vec![sum(Currency::Kes, Money::LARGEST_CENTS + 1, 2), sum(Currency::Ugx, 10, 1)];
    let first = vec![sum(Currency::Kes, Money::LARGEST_CENTS, 1)];
    assert_eq!(books.takings(None, &moments).await.unwrap(), [first.clone(), rest.clone()]);
    let flow = Flow::MpesaCustomerPayment;
    assert_eq!(world.store.platform().takings(flow, &moments).await.unwrap(), [first, rest]);
    assert_eq!(world.store.platform().fates(flow, NOW_MS, NOW_MS + 9000).await.unwrap().success, 4);
}
