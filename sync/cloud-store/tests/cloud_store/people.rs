//! Users and their ways in, providers, the cloud's keys.

use cloud_store::books::{Credentials, NewApiKey, NewAuditEntry, Page};
use cloud_store::ids::{ApiKeyId, AuditId, UserId};
use cloud_store::platform::{NewUser, ProviderStatus, Role};
use cloud_store::{Refused, StoreError};
use domain::ids::ProviderId;

use crate::world::{NOW_MS, World};

on_both_engines!(
    an_address_signs_one_user_in,
    a_login_ends_when_it_is_over_or_signed_out,
    a_recovery_code_lets_in_once,
    the_first_key_of_a_name_is_kept,
    a_provider_is_approved_and_suspended,
    credentials_come_back_and_are_not_shown,
    two_who_change_an_account_at_once_both_have_their_way,
    an_api_key_works_until_it_is_taken_back,
    the_audit_log_is_read_from_the_newest_line,
);

fn user(number: u8, email: &str, provider: Option<ProviderId>) -> NewUser<'_> {
    let role = if provider.is_some() { Role::Provider } else { Role::Admin };
    NewUser { id: UserId::from_bytes([number; 16]), email, password_hash: "$argon2id$secret", role, provider }
}

async fn an_address_signs_one_user_in(mut world: World) {
    let provider = world.provider().await;
    let platform = world.store.platform();
    platform.create_user(user(1, " Njeri@Example.com ", Some(provider)), NOW_MS).await.unwrap();
    let taken = platform.create_user(user(2, "njeri@example.COM", None), NOW_MS).await;
    assert_eq!(taken, Err(StoreError::Refused(Refused::EmailTaken)));
    let found = platform.user_by_email("NJERI@example.com").await.unwrap().unwrap();
    assert_eq!(
        (found.email.as_str(), found.role, found.provider),
        ("njeri@example.com", Role::Provider, Some(provider))
    );
    assert!(!format!("{found:?}").contains("secret"));
    assert!(platform.set_password_hash(found.id, "$new").await.unwrap());
    assert_eq!(platform.user(found.id).await.unwrap().unwrap().password_hash, "$new");
    assert!(!platform.set_password_hash(UserId::from_bytes([9; 16]), "$new").await.unwrap());
    assert_eq!(world.books(provider).staff(10).await.unwrap().len(), 1);
    assert_eq!(platform.users(Some("a"), 10).await.unwrap().len(), 1);
}

async fn a_login_ends_when_it_is_over_or_signed_out(world: World) {
    let platform = world.store.platform();
    let id = UserId::from_bytes([1; 16]);
    platform.create_user(user(1, "a@b", None), NOW_MS).await.unwrap();
    for token in [b"1", b"2", b"3"] {
        platform.put_login(token, id, NOW_MS, NOW_MS + 1500).await.unwrap();
    }
    assert_eq!(platform.login(b"1", NOW_MS + 1499).await.unwrap().unwrap().user.id, id);
    assert_eq!(platform.login(b"1", NOW_MS + 1500).await.unwrap(), None);
    assert!(platform.remove_login(b"1").await.unwrap());
    assert!(!platform.remove_login(b"1").await.unwrap());
    assert_eq!(platform.expire_logins(NOW_MS + 1499).await.unwrap(), 0);
    assert_eq!(platform.remove_logins_of(id).await.unwrap(), 2);
    assert_eq!(platform.login(b"2", NOW_MS).await.unwrap(), None);
}

async fn a_recovery_code_lets_in_once(world: World) {
    let (platform, id) = (world.store.platform(), UserId::from_bytes([1; 16]));
    platform.set_recovery_codes(id, &[b"one".to_vec(), b"two".to_vec()]).await.unwrap();
    assert!(platform.spend_recovery_code(id, b"one", NOW_MS).await.unwrap());
    assert!(!platform.spend_recovery_code(id, b"one", NOW_MS).await.unwrap());
    assert!(!platform.spend_recovery_code(UserId::from_bytes([2; 16]), b"two", NOW_MS).await.unwrap());
    assert_eq!(platform.recovery_codes_left(id).await.unwrap(), 1);
    platform.set_recovery_codes(id, &[]).await.unwrap();
    assert_eq!(platform.recovery_codes_left(id).await.unwrap(), 0);
}

async fn the_first_key_of_a_name_is_kept(world: World) {
    let neighbour = world.neighbour().await;
    let (here, there) = (world.store.platform(), neighbour.platform());
    assert_eq!(here.cloud_key("identity").await.unwrap(), None);
    let (one, other) =
        tokio::join!(here.put_cloud_key("identity", b"1", NOW_MS), there.put_cloud_key("identity", b"2", NOW_MS));
    assert_eq!(one, other);
    let kept = one.unwrap();
    assert!(!here.reseal_cloud_key("identity", b"3", b"4").await.unwrap());
    assert!(here.reseal_cloud_key("identity", &kept, b"4").await.unwrap());
    assert_eq!(here.cloud_key("identity").await.unwrap().as_deref(), Some(b"4".as_slice()));
}

async fn a_provider_is_approved_and_suspended(mut world: World) {
    let id = world.provider().await;
    let platform = world.store.platform();
    let status = async || platform.provider(id).await.unwrap().unwrap().status;
    assert_eq!(status().await, ProviderStatus::Pending);
    assert!(platform.approve_provider(id).await.unwrap());
    assert_eq!(status().await, ProviderStatus::Active);
    assert!(platform.suspend_provider(id).await.unwrap());
    assert_eq!(status().await, ProviderStatus::Suspended);
    assert!(!platform.approve_provider(ProviderId::from_bytes([9; 16])).await.unwrap());
    let provider = world.books(id).provider().await.unwrap().unwrap();
    assert_eq!(provider.mpesa_callback_path, format!("/api/mpesa/callback/{id}"));
    assert_eq!(platform.providers(None, 10).await.unwrap(), [provider]);
    assert_eq!(platform.providers(Some(id), 10).await.unwrap(), []);
}

async fn credentials_come_back_and_are_not_shown(mut world: World) {
    let id = world.provider().await;
    let new = Credentials {
        mpesa_shortcode: Some("174379".into()),
        mpesa_passkey: Some("sealed-passkey".into()),
        mpesa_consumer_key: Some("sealed-key".into()),
        ..Credentials::default()
    };
    let save = |saved: &mut Credentials| saved.clone_from(&new);
    assert!(world.books(id).change_credentials(save).await.unwrap());
    assert_eq!(world.books(id).credentials().await.unwrap(), Some(new.clone()));
    assert!(!format!("{new:?}").contains("sealed"));
    assert!(!world.books(ProviderId::from_bytes([9; 16])).change_credentials(save).await.unwrap());
}

async fn two_who_change_an_account_at_once_both_have_their_way(mut world: World) {
    let id = world.provider().await;
    let (here, there) = (world.store.clone(), world.neighbour().await);
    // Each reads a number and writes the next one down: nobody's is lost.
    let count = |field: fn(&mut Credentials) -> &mut Option<String>| {
        move |saved: &mut Credentials| {
            let number: u32 = field(saved).as_deref().map_or(0, |text| text.parse().unwrap());
            *field(saved) = Some((number + 1).to_string());
        }
    };
    let savers = (0..20).map(|number| {
        let store = if number % 2 == 0 { here.clone() } else { there.clone() };
        let field: fn(&mut Credentials) -> &mut Option<String> =
            if number % 4 < 2 { |saved| &mut saved.mpesa_till } else { |saved| &mut saved.mpesa_initiator_name };
        tokio::spawn(async move { store.provider(id).change_credentials(count(field)).await })
    });
    for saver in savers.collect::<Vec<_>>() {
        assert!(saver.await.unwrap().unwrap());
    }
    let saved = world.books(id).credentials().await.unwrap().unwrap();
    assert_eq!((saved.mpesa_till.as_deref(), saved.mpesa_initiator_name.as_deref()), (Some("10"), Some("10")));
}

async fn an_api_key_works_until_it_is_taken_back(mut world: World) {
    let provider = world.provider().await;
    let books = world.books(provider);
    let new = NewApiKey { id: ApiKeyId::from_bytes([1; 16]), name: "accounts", key_hash: b"hash" };
    books.create_api_key(new, NOW_MS).await.unwrap();
    assert!(books.use_api_key(b"hash", NOW_MS + 5).await.unwrap());
    assert!(!books.use_api_key(b"other", NOW_MS + 5).await.unwrap());
    assert!(books.revoke_api_key(new.id, NOW_MS + 6).await.unwrap());
    assert!(!books.use_api_key(b"hash", NOW_MS + 7).await.unwrap());
    let keys = books.api_keys(10).await.unwrap();
    assert_eq!((keys[0].last_used_ms, keys[0].revoked_ms), (Some(NOW_MS + 5), Some(NOW_MS + 6)));
}

async fn the_audit_log_is_read_from_the_newest_line(mut world: World) {
    let provider = world.provider().await;
    let books = world.books(provider);
    for number in 1..=3_u8 {
        let id = AuditId::from_bytes([number; 16]);
        let detail = Some(r#"{"from":"a"}"#);
        let entry = NewAuditEntry { id, user: None, action: "site.confirm", subject: Some("x"), detail };
        books.write_down(entry, NOW_MS + u64::from(number)).await.unwrap();
    }
    let first = books.audit_log(Page::first(2)).await.unwrap();
    assert_eq!(first.iter().map(|entry| entry.at_ms - NOW_MS).collect::<Vec<_>>(), [3, 2]);
    let rest = books.audit_log(Page::after(first[1].place(), 2)).await.unwrap();
    assert_eq!((rest.len(), rest[0].detail.as_deref()), (1, Some(r#"{"from":"a"}"#)));
}
