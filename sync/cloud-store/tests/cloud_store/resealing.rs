//! Secrets under a new key.

use cloud_store::books::Credentials;
use domain::ids::ProviderId;

use crate::world::World;

on_both_engines!(secrets_are_sealed_anew_and_nothing_else_changes, what_does_not_open_is_left_as_it_was,);

fn credentials() -> Credentials {
    let text = |text: &str| Some(text.to_owned());
    Credentials {
        pesapal_merchant_id: text("M"),
        mpesa_shortcode: text("174379"),
        mpesa_till: text("123456"),
        mpesa_consumer_key: text("old key"),
        mpesa_consumer_secret: text("old secret"),
        mpesa_passkey: None,
        mpesa_initiator_name: text("njeri"),
        mpesa_initiator_password: text("old password"),
    }
}

async fn secrets_are_sealed_anew_and_nothing_else_changes(mut world: World) {
    let (provider, other) = (world.provider().await, world.provider().await);
    for provider in [provider, other] {
        assert!(world.books(provider).change_credentials(|saved| *saved = credentials()).await.unwrap());
    }
    let anew = Credentials {
        mpesa_consumer_key: Some("new key".to_owned()),
        mpesa_consumer_secret: Some("new secret".to_owned()),
        mpesa_initiator_password: Some("new password".to_owned()),
        ..credentials()
    };
    let books = world.books(provider);
    let reseal = |secrets: &mut Credentials| {
        assert!(*secrets == credentials());
        secrets.clone_from(&anew);
        Ok::<_, ()>(3)
    };
    assert_eq!(books.reseal_credentials(reseal).await.unwrap(), Ok(3));
    assert!(books.credentials().await.unwrap() == Some(anew));
    assert!(world.books(other).credentials().await.unwrap() == Some(credentials()));
    let nobody = world.books(ProviderId::from_bytes([9; 16]));
    assert_eq!(nobody.reseal_credentials(|_| Err::<u32, _>(())).await.unwrap(), Ok(0));
}

async fn what_does_not_open_is_left_as_it_was(mut world: World) {
    let provider = world.provider().await;
    let books = world.books(provider);
    books.change_credentials(|saved| *saved = credentials()).await.unwrap();
    for outcome in [Err("damaged"), Ok(0)] {
        let spoil = |secrets: &mut Credentials| {
            secrets.mpesa_consumer_key = None;
            outcome
        };
        assert_eq!(books.reseal_credentials(spoil).await.unwrap(), outcome);
        assert!(books.credentials().await.unwrap() == Some(credentials()));
    }
}
