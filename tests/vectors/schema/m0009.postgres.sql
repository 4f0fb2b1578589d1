SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.api_keys (
    provider_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    key_hash bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone
);
ALTER TABLE ONLY public.api_keys FORCE ROW LEVEL SECURITY;
ALTER TABLE public.api_keys OWNER TO lango;
CREATE TABLE public.audit_log (
    provider_id uuid NOT NULL,
    id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    user_id uuid,
    action text NOT NULL,
    subject text,
    detail jsonb
);
ALTER TABLE ONLY public.audit_log FORCE ROW LEVEL SECURITY;
ALTER TABLE public.audit_log OWNER TO lango;
CREATE TABLE public.claims (
    code_hash bytea NOT NULL,
    provider_id uuid NOT NULL,
    site_id uuid NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    spent_at timestamp with time zone
);
ALTER TABLE ONLY public.claims FORCE ROW LEVEL SECURITY;
ALTER TABLE public.claims OWNER TO lango;
CREATE TABLE public.cloud_keys (
    name text NOT NULL,
    sealed bytea NOT NULL,
    created_at timestamp with time zone NOT NULL
);
ALTER TABLE ONLY public.cloud_keys FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cloud_keys OWNER TO lango;
CREATE TABLE public.cursors (
    provider_id uuid NOT NULL,
    site_id uuid NOT NULL,
    epoch bigint NOT NULL,
    stored bigint DEFAULT 0 NOT NULL
);
ALTER TABLE ONLY public.cursors FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cursors OWNER TO lango;
CREATE TABLE public.directives (
    provider_id uuid NOT NULL,
    site_id uuid NOT NULL,
    sequence bigint NOT NULL,
    kind text NOT NULL,
    body bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    acknowledged_at timestamp with time zone
);
ALTER TABLE ONLY public.directives FORCE ROW LEVEL SECURITY;
ALTER TABLE public.directives OWNER TO lango;
CREATE TABLE public.events (
    provider_id uuid NOT NULL,
    site_id uuid NOT NULL,
    epoch bigint NOT NULL,
    sequence bigint NOT NULL,
    id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    body bytea NOT NULL
);
ALTER TABLE ONLY public.events FORCE ROW LEVEL SECURITY;
ALTER TABLE public.events OWNER TO lango;
CREATE TABLE public.logins (
    token_hash bytea NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL
);
ALTER TABLE ONLY public.logins FORCE ROW LEVEL SECURITY;
ALTER TABLE public.logins OWNER TO lango;
CREATE TABLE public.notices (
    provider_id uuid NOT NULL,
    id uuid NOT NULL,
    site_id uuid,
    checkout_id uuid,
    path_kind text NOT NULL,
    is_proven boolean NOT NULL,
    body bytea NOT NULL,
    received_at timestamp with time zone NOT NULL
);
ALTER TABLE ONLY public.notices FORCE ROW LEVEL SECURITY;
ALTER TABLE public.notices OWNER TO lango;
CREATE TABLE public.payments (
    provider_id uuid NOT NULL,
    id uuid NOT NULL,
    type text NOT NULL,
    site_id uuid,
    plan_id uuid,
    ticket_id uuid,
    provider_payload jsonb,
    amount_cents bigint NOT NULL,
    amount numeric(10,2) GENERATED ALWAYS AS (((amount_cents)::numeric / 100.0)) STORED NOT NULL,
    currency text DEFAULT 'KES'::text NOT NULL,
    external_txn_id text,
    status text NOT NULL,
    failure_code text,
    created_at timestamp with time zone NOT NULL,
    paid_at timestamp with time zone
);
ALTER TABLE ONLY public.payments FORCE ROW LEVEL SECURITY;
ALTER TABLE public.payments OWNER TO lango;
CREATE TABLE public.pesapal_orders (
    payment_id uuid NOT NULL,
    provider_id uuid NOT NULL,
    tracking_id text,
    created_at timestamp with time zone NOT NULL
);
ALTER TABLE ONLY public.pesapal_orders FORCE ROW LEVEL SECURITY;
ALTER TABLE public.pesapal_orders OWNER TO lango;
CREATE TABLE public.plans (
    provider_id uuid NOT NULL,
    site_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    price_cents bigint NOT NULL,
    price numeric(10,2) GENERATED ALWAYS AS (((price_cents)::numeric / 100.0)) STORED NOT NULL,
    currency text NOT NULL,
    kind text NOT NULL,
    plan_type text NOT NULL,
    duration_secs bigint NOT NULL,
    duration_hours numeric(12,4) GENERATED ALWAYS AS (((duration_secs)::numeric / 3600.0)) STORED,
    data_limit_bytes bigint,
    data_limit_mb numeric(16,6) GENERATED ALWAYS AS (((data_limit_bytes)::numeric / 1000000.0)) STORED,
    rate_up_bits_per_sec bigint,
    rate_down_bits_per_sec bigint,
    devices integer NOT NULL,
    idle_timeout_secs bigint,
    unused_validity_secs bigint NOT NULL,
    outage_credit boolean NOT NULL,
    created_at timestamp with time zone NOT NULL
);
ALTER TABLE ONLY public.plans FORCE ROW LEVEL SECURITY;
ALTER TABLE public.plans OWNER TO lango;
CREATE TABLE public.provider_subscriptions (
    provider_id uuid NOT NULL,
    id uuid NOT NULL,
    status text NOT NULL,
    start_date timestamp with time zone,
    expiry_date timestamp with time zone,
    pesapal_txn_id text,
    amount_cents bigint NOT NULL,
    amount numeric(10,2) GENERATED ALWAYS AS (((amount_cents)::numeric / 100.0)) STORED NOT NULL,
    currency text DEFAULT 'KES'::text NOT NULL,
    created_at timestamp with time zone NOT NULL
);
ALTER TABLE ONLY public.provider_subscriptions FORCE ROW LEVEL SECURITY;
ALTER TABLE public.provider_subscriptions OWNER TO lango;
CREATE TABLE public.providers (
    id uuid NOT NULL,
    business_name text NOT NULL,
    contact_email text NOT NULL,
    pesapal_merchant_id text,
    mpesa_consumer_key text,
    mpesa_consumer_secret text,
    mpesa_shortcode text,
    mpesa_till text,
    mpesa_passkey text,
    mpesa_initiator_name text,
    mpesa_initiator_password text,
    mpesa_callback_path text NOT NULL,
    status text NOT NULL,
    created_at timestamp with time zone NOT NULL
);
ALTER TABLE ONLY public.providers FORCE ROW LEVEL SECURITY;
ALTER TABLE public.providers OWNER TO lango;
CREATE TABLE public.recovery_codes (
    user_id uuid NOT NULL,
    code_hash bytea NOT NULL,
    spent_at timestamp with time zone
);
ALTER TABLE ONLY public.recovery_codes FORCE ROW LEVEL SECURITY;
ALTER TABLE public.recovery_codes OWNER TO lango;
CREATE TABLE public.review_items (
    provider_id uuid NOT NULL,
    id uuid NOT NULL,
    site_id uuid,
    trouble text NOT NULL,
    checkout_id uuid,
    receipt text,
    asked_cents bigint,
    arrived_cents bigint,
    currency text,
    status text NOT NULL,
    resolved_by_itself boolean,
    opened_at timestamp with time zone NOT NULL,
    resolved_at timestamp with time zone
);
ALTER TABLE ONLY public.review_items FORCE ROW LEVEL SECURITY;
ALTER TABLE public.review_items OWNER TO lango;
CREATE TABLE public.seaql_migrations (
    version character varying NOT NULL,
    applied_at bigint NOT NULL
);
ALTER TABLE public.seaql_migrations OWNER TO lango;
CREATE TABLE public.sessions (
    provider_id uuid NOT NULL,
    site_id uuid NOT NULL,
    id uuid NOT NULL,
    ticket_id uuid NOT NULL,
    nas text NOT NULL,
    acct_session_id text NOT NULL,
    device text,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    closing text,
    secs bigint DEFAULT 0 NOT NULL,
    bytes_up bigint DEFAULT 0 NOT NULL,
    bytes_down bigint DEFAULT 0 NOT NULL,
    heard_at timestamp with time zone NOT NULL
);
ALTER TABLE ONLY public.sessions FORCE ROW LEVEL SECURITY;
ALTER TABLE public.sessions OWNER TO lango;
CREATE TABLE public.sites (
    provider_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    status text NOT NULL,
    signing_key bytea,
    sealing_key bytea,
    created_at timestamp with time zone NOT NULL,
    enrolled_at timestamp with time zone,
    confirmed_at timestamp with time zone,
    epoch bigint DEFAULT 0 NOT NULL,
    push_start bigint DEFAULT 0 NOT NULL,
    push_number bigint DEFAULT 0 NOT NULL,
    hold_start bigint DEFAULT 0 NOT NULL,
    hold_number bigint DEFAULT 0 NOT NULL,
    last_seen_at timestamp with time zone,
    version text,
    wan text,
    applied bigint DEFAULT 0 NOT NULL,
    last_directive bigint DEFAULT 0 NOT NULL
);
ALTER TABLE ONLY public.sites FORCE ROW LEVEL SECURITY;
ALTER TABLE public.sites OWNER TO lango;
CREATE TABLE public.tickets (
    provider_id uuid NOT NULL,
    id uuid NOT NULL,
    site_id uuid NOT NULL,
    code text,
    username text,
    password text,
    plan_id uuid,
    kind text,
    plan_type text,
    duration_secs bigint,
    duration_hours numeric(12,4) GENERATED ALWAYS AS (((duration_secs)::numeric / 3600.0)) STORED,
    data_limit_bytes bigint,
    data_limit_mb numeric(16,6) GENERATED ALWAYS AS (((data_limit_bytes)::numeric / 1000000.0)) STORED,
    unused_validity_secs bigint,
    price_cents bigint DEFAULT 0 NOT NULL,
    price numeric(10,2) GENERATED ALWAYS AS (((price_cents)::numeric / 100.0)) STORED NOT NULL,
    currency text DEFAULT 'KES'::text NOT NULL,
    status text NOT NULL,
    device text,
    expires_at timestamp with time zone,
    activated_at timestamp with time zone,
    ended_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL
);
ALTER TABLE ONLY public.tickets FORCE ROW LEVEL SECURITY;
ALTER TABLE public.tickets OWNER TO lango;
CREATE TABLE public.users (
    id uuid NOT NULL,
    provider_id uuid,
    email text NOT NULL,
    password_hash text NOT NULL,
    role text NOT NULL,
    created_at timestamp with time zone NOT NULL
);
ALTER TABLE ONLY public.users FORCE ROW LEVEL SECURITY;
ALTER TABLE public.users OWNER TO lango;
INSERT INTO public.api_keys (provider_id, id, name, key_hash, created_at, last_used_at, revoked_at) VALUES ('00000000-0000-4001-8000-000000000000', '01010101-0101-0101-0101-010101010101', 'accounting', '\x0707070707070707070707070707070707070707070707070707070707070707', '2027-01-15 08:00:00+00', NULL, NULL);
INSERT INTO public.audit_log (provider_id, id, at, user_id, action, subject, detail) VALUES ('00000000-0000-4001-8000-000000000000', '01010101-0101-0101-0101-010101010101', '2027-01-15 08:00:00+00', NULL, 'site.confirm', 'Stage', '{}');
INSERT INTO public.claims (code_hash, provider_id, site_id, expires_at, spent_at) VALUES ('\x00000000000040028000000000000000', '00000000-0000-4001-8000-000000000000', '00000000-0000-4002-8000-000000000000', '2027-01-15 08:00:01+00', '2027-01-15 08:00:00+00');
INSERT INTO public.claims (code_hash, provider_id, site_id, expires_at, spent_at) VALUES ('\x00000000000040038000000000000000', '00000000-0000-4001-8000-000000000000', '00000000-0000-4003-8000-000000000000', '2027-01-15 08:00:01+00', NULL);
INSERT INTO public.claims (code_hash, provider_id, site_id, expires_at, spent_at) VALUES ('\x39', '00000000-0000-4004-8000-000000000000', '09090909-0909-0909-0909-090909090909', '2027-01-15 08:00:00+00', NULL);
INSERT INTO public.cloud_keys (name, sealed, created_at) VALUES ('sync', '\x7365616c65643a313a30303030303030303a41414141', '2027-01-15 08:00:00+00');
INSERT INTO public.cursors (provider_id, site_id, epoch, stored) VALUES ('00000000-0000-4001-8000-000000000000', '00000000-0000-4002-8000-000000000000', 1, 12);
INSERT INTO public.directives (provider_id, site_id, sequence, kind, body, created_at, acknowledged_at) VALUES ('00000000-0000-4001-8000-000000000000', '00000000-0000-4002-8000-000000000000', 1, 'notice', '\x61206469726563746976652773206279746573', '2027-01-15 08:00:00.005+00', NULL);
INSERT INTO public.events (provider_id, site_id, epoch, sequence, id, at, kind, body) VALUES ('00000000-0000-4001-8000-000000000000', '00000000-0000-4002-8000-000000000000', 1, 1, '00000001-0101-0101-0000-000000000001', '2027-01-15 08:00:01+00', 'plan_added', '\x010100000001010101010000000000000001000001e8a7f1c2b134000101010101010101010101010101010106506c616e203182100000982a000100901c01');
INSERT INTO public.events (provider_id, site_id, epoch, sequence, id, at, kind, body) VALUES ('00000000-0000-4001-8000-000000000000', '00000000-0000-4002-8000-000000000000', 1, 2, '00000001-0101-0101-0000-000000000002', '2027-01-15 08:00:02+00', 'ticket_minted', '\x010200000001010101010000000000000002000001d0aff1c2b1340101010101010101010101010101010101010101010101010101010101010101010182100000982a000100901c01');
INSERT INTO public.events (provider_id, site_id, epoch, sequence, id, at, kind, body) VALUES ('00000000-0000-4001-8000-000000000000', '00000000-0000-4002-8000-000000000000', 1, 3, '00000001-0101-0101-0000-000000000003', '2027-01-15 08:00:03+00', 'checkout_opened', '\x010300000001010101010000000000000003000001b8b7f1c2b13408010101010101010101010101010101010101010101010101010101010101010182100000982a000100901c0181a6b6eab407');
INSERT INTO public.events (provider_id, site_id, epoch, sequence, id, at, kind, body) VALUES ('00000000-0000-4001-8000-000000000000', '00000000-0000-4002-8000-000000000000', 1, 4, '00000001-0101-0101-0000-000000000004', '2027-01-15 08:00:04+00', 'checkout_paid', '\x010400000001010101010000000000000004000001a0bff1c2b1340a01010101010101010101010101010101821000010101010101010101010101010101010155414630414230303031');
INSERT INTO public.events (provider_id, site_id, epoch, sequence, id, at, kind, body) VALUES ('00000000-0000-4001-8000-000000000000', '00000000-0000-4002-8000-000000000000', 1, 5, '00000001-0101-0101-0000-000000000005', '2027-01-15 08:00:05+00', 'checkout_opened', '\x01050000000101010101000000000000000500000188c7f1c2b13408020202020202020202020202020202020101010101010101010101010101010182100000982a000100901c0181a6b6eab407');
INSERT INTO public.events (provider_id, site_id, epoch, sequence, id, at, kind, body) VALUES ('00000000-0000-4001-8000-000000000000', '00000000-0000-4002-8000-000000000000', 1, 6, '00000001-0101-0101-0000-000000000006', '2027-01-15 08:00:06+00', 'checkout_failed', '\x010600000001010101010000000000000006000001f0cef1c2b13409020202020202020202020202020202020431303332');
INSERT INTO public.events (provider_id, site_id, epoch, sequence, id, at, kind, body) VALUES ('00000000-0000-4001-8000-000000000000', '00000000-0000-4002-8000-000000000000', 1, 7, '00000001-0101-0101-0000-000000000007', '2027-01-15 08:00:07+00', 'ticket_minted', '\x010700000001010101010000000000000007000001d8d6f1c2b1340103030303030303030303030303030303030101010101010101010101010101010182100000982a000100901c01');
INSERT INTO public.events (provider_id, site_id, epoch, sequence, id, at, kind, body) VALUES ('00000000-0000-4001-8000-000000000000', '00000000-0000-4002-8000-000000000000', 1, 8, '00000001-0101-0101-0000-000000000008', '2027-01-15 08:00:08+00', 'ticket_activated', '\x010800000001010101010000000000000008000001c0def1c2b1340203030303030303030303030303030303020000000101');
INSERT INTO public.events (provider_id, site_id, epoch, sequence, id, at, kind, body) VALUES ('00000000-0000-4001-8000-000000000000', '00000000-0000-4002-8000-000000000000', 1, 9, '00000001-0101-0101-0000-000000000009', '2027-01-15 08:00:09+00', 'session_started', '\x010900000001010101010000000000000009000001a8e6f1c2b1340603030303030303030303030303030303026170083830313030303031020000000101');
INSERT INTO public.events (provider_id, site_id, epoch, sequence, id, at, kind, body) VALUES ('00000000-0000-4001-8000-000000000000', '00000000-0000-4002-8000-000000000000', 1, 10, '00000001-0101-0101-0000-00000000000a', '2027-01-15 08:00:10+00', 'session_closed', '\x010a0000000101010101000000000000000a00000190eef1c2b1340703030303030303030303030303030303026170083830313030303031901cc0843dc0a8a5040001');
INSERT INTO public.events (provider_id, site_id, epoch, sequence, id, at, kind, body) VALUES ('00000000-0000-4001-8000-000000000000', '00000000-0000-4002-8000-000000000000', 1, 11, '00000001-0101-0101-0000-00000000000b', '2027-01-15 08:00:11+00', 'ticket_ended', '\x010b0000000101010101000000000000000b000001f8f5f1c2b134030303030303030303030303030303030301');
INSERT INTO public.events (provider_id, site_id, epoch, sequence, id, at, kind, body) VALUES ('00000000-0000-4001-8000-000000000000', '00000000-0000-4002-8000-000000000000', 1, 12, '00000001-0101-0101-0000-00000000000c', '2027-01-15 08:00:12+00', 'review_opened', '\x010c0000000101010101000000000000000c000001e0fdf1c2b1340e0101010101010101010101010101010105010202020202020202020202020202020200');
INSERT INTO public.logins (token_hash, user_id, created_at, expires_at) VALUES ('\x0101010101010101010101010101010101010101010101010101010101010101', '01010101-0101-0101-0101-010101010101', '2027-01-15 08:00:00+00', '2027-01-16 08:00:00+00');
INSERT INTO public.logins (token_hash, user_id, created_at, expires_at) VALUES ('\x0202020202020202020202020202020202020202020202020202020202020202', '02020202-0202-0202-0202-020202020202', '2027-01-15 08:00:00+00', '2027-01-16 08:00:00+00');
INSERT INTO public.notices (provider_id, id, site_id, checkout_id, path_kind, is_proven, body, received_at) VALUES ('00000000-0000-4001-8000-000000000000', '01010101-0101-0101-0101-010101010101', '00000000-0000-4002-8000-000000000000', '01010101-0101-0101-0101-010101010101', 'stk', true, '\x7b22426f6479223a7b2273746b43616c6c6261636b223a7b22526573756c74436f6465223a307d7d7d', '2027-01-15 08:00:00.005+00');
INSERT INTO public.notices (provider_id, id, site_id, checkout_id, path_kind, is_proven, body, received_at) VALUES ('00000000-0000-4001-8000-000000000000', '02020202-0202-0202-0202-020202020202', NULL, NULL, 'stk', false, '\x7b22426f6479223a7b2273746b43616c6c6261636b223a7b22526573756c74436f6465223a307d7d7d', '2027-01-15 08:00:00.005+00');
INSERT INTO public.payments (provider_id, id, type, site_id, plan_id, ticket_id, provider_payload, amount_cents, currency, external_txn_id, status, failure_code, created_at, paid_at) VALUES ('00000000-0000-4001-8000-000000000000', '02020202-0202-0202-0202-020202020202', 'mpesa_customer_payment', '00000000-0000-4002-8000-000000000000', '01010101-0101-0101-0101-010101010101', NULL, NULL, 2050, 'KES', NULL, 'failed', '1032', '2027-01-15 08:00:05+00', NULL);
INSERT INTO public.payments (provider_id, id, type, site_id, plan_id, ticket_id, provider_payload, amount_cents, currency, external_txn_id, status, failure_code, created_at, paid_at) VALUES ('00000000-0000-4001-8000-000000000000', 'cacacaca-caca-caca-caca-cacacacacaca', 'pesapal_provider_subscription', NULL, NULL, NULL, NULL, 150050, 'KES', NULL, 'pending', NULL, '2027-01-15 08:00:00+00', NULL);
INSERT INTO public.payments (provider_id, id, type, site_id, plan_id, ticket_id, provider_payload, amount_cents, currency, external_txn_id, status, failure_code, created_at, paid_at) VALUES ('00000000-0000-4001-8000-000000000000', 'c9c9c9c9-c9c9-c9c9-c9c9-c9c9c9c9c9c9', 'pesapal_provider_subscription', NULL, NULL, NULL, '{"status": "COMPLETED"}', 150050, 'KES', 'P1', 'success', NULL, '2027-01-15 08:00:00+00', '2027-01-15 08:00:00+00');
INSERT INTO public.payments (provider_id, id, type, site_id, plan_id, ticket_id, provider_payload, amount_cents, currency, external_txn_id, status, failure_code, created_at, paid_at) VALUES ('00000000-0000-4001-8000-000000000000', '01010101-0101-0101-0101-010101010101', 'mpesa_customer_payment', '00000000-0000-4002-8000-000000000000', '01010101-0101-0101-0101-010101010101', '01010101-0101-0101-0101-010101010101', '{"Body": {"stkCallback": {"ResultCode": 0}}}', 2050, 'KES', 'UAF0AB0001', 'success', NULL, '2027-01-15 08:00:03+00', '2027-01-15 08:00:04+00');
INSERT INTO public.pesapal_orders (payment_id, provider_id, tracking_id, created_at) VALUES ('c9c9c9c9-c9c9-c9c9-c9c9-c9c9c9c9c9c9', '00000000-0000-4001-8000-000000000000', 'tracking', '2027-01-15 08:00:00+00');
INSERT INTO public.pesapal_orders (payment_id, provider_id, tracking_id, created_at) VALUES ('cacacaca-caca-caca-caca-cacacacacaca', '00000000-0000-4001-8000-000000000000', 'tracking', '2027-01-15 08:00:00+00');
INSERT INTO public.plans (provider_id, site_id, id, name, price_cents, currency, kind, plan_type, duration_secs, data_limit_bytes, rate_up_bits_per_sec, rate_down_bits_per_sec, devices, idle_timeout_secs, unused_validity_secs, outage_credit, created_at) VALUES ('00000000-0000-4001-8000-000000000000', '00000000-0000-4002-8000-000000000000', '01010101-0101-0101-0101-010101010101', 'Plan 1', 2050, 'KES', 'elapsed', 'time', 5400, NULL, NULL, NULL, 1, NULL, 3600, true, '2027-01-15 08:00:01+00');
INSERT INTO public.provider_subscriptions (provider_id, id, status, start_date, expiry_date, pesapal_txn_id, amount_cents, currency, created_at) VALUES ('00000000-0000-4001-8000-000000000000', 'cacacaca-caca-caca-caca-cacacacacaca', 'pending', NULL, NULL, NULL, 150050, 'KES', '2027-01-15 08:00:00+00');
INSERT INTO public.provider_subscriptions (provider_id, id, status, start_date, expiry_date, pesapal_txn_id, amount_cents, currency, created_at) VALUES ('00000000-0000-4001-8000-000000000000', 'c9c9c9c9-c9c9-c9c9-c9c9-c9c9c9c9c9c9', 'active', '2027-01-15 08:00:00+00', '2027-02-14 08:00:00+00', 'P1', 150050, 'KES', '2027-01-15 08:00:00+00');
INSERT INTO public.providers (id, business_name, contact_email, pesapal_merchant_id, mpesa_consumer_key, mpesa_consumer_secret, mpesa_shortcode, mpesa_till, mpesa_passkey, mpesa_initiator_name, mpesa_initiator_password, mpesa_callback_path, status, created_at) VALUES ('00000000-0000-4001-8000-000000000000', 'Mama Njeri', 'njeri@example.com', NULL, 'sealed:1:00000000:AAAA', NULL, '174379', NULL, NULL, NULL, NULL, '/api/mpesa/callback/00000000-0000-4001-8000-000000000000', 'active', '2027-01-15 08:00:00+00');
INSERT INTO public.providers (id, business_name, contact_email, pesapal_merchant_id, mpesa_consumer_key, mpesa_consumer_secret, mpesa_shortcode, mpesa_till, mpesa_passkey, mpesa_initiator_name, mpesa_initiator_password, mpesa_callback_path, status, created_at) VALUES ('00000000-0000-4004-8000-000000000000', 'Mama Njeri', 'njeri@example.com', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '/api/mpesa/callback/00000000-0000-4004-8000-000000000000', 'pending', '2027-01-15 08:00:00+00');
INSERT INTO public.recovery_codes (user_id, code_hash, spent_at) VALUES ('01010101-0101-0101-0101-010101010101', '\x0101010101010101010101010101010101010101010101010101010101010101', NULL);
INSERT INTO public.recovery_codes (user_id, code_hash, spent_at) VALUES ('02020202-0202-0202-0202-020202020202', '\x0202020202020202020202020202020202020202020202020202020202020202', NULL);
INSERT INTO public.review_items (provider_id, id, site_id, trouble, checkout_id, receipt, asked_cents, arrived_cents, currency, status, resolved_by_itself, opened_at, resolved_at) VALUES ('00000000-0000-4001-8000-000000000000', '01010101-0101-0101-0101-010101010101', '00000000-0000-4002-8000-000000000000', 'never_settled', '02020202-0202-0202-0202-020202020202', NULL, NULL, NULL, NULL, 'open', NULL, '2027-01-15 08:00:12+00', NULL);
INSERT INTO public.seaql_migrations (version, applied_at) VALUES ('m0001_a_provider_owns_sites', 1795369669);
INSERT INTO public.seaql_migrations (version, applied_at) VALUES ('m0002_a_site_tells_what_happened_in_order', 1795369669);
INSERT INTO public.seaql_migrations (version, applied_at) VALUES ('m0003_the_cloud_directs_sites_in_order', 1795369669);
INSERT INTO public.seaql_migrations (version, applied_at) VALUES ('m0004_what_happened_is_shown_as_sales', 1795369669);
INSERT INTO public.seaql_migrations (version, applied_at) VALUES ('m0005_notices_of_payments_are_kept_as_they_came', 1795369669);
INSERT INTO public.seaql_migrations (version, applied_at) VALUES ('m0006_providers_pay_for_the_service', 1795369669);
INSERT INTO public.seaql_migrations (version, applied_at) VALUES ('m0007_people_and_programs_sign_in', 1795369669);
INSERT INTO public.seaql_migrations (version, applied_at) VALUES ('m0008_what_people_did_is_written_down', 1795369669);
INSERT INTO public.seaql_migrations (version, applied_at) VALUES ('m0009_a_provider_sees_its_own_rows_only', 1795369669);
INSERT INTO public.sessions (provider_id, site_id, id, ticket_id, nas, acct_session_id, device, started_at, ended_at, closing, secs, bytes_up, bytes_down, heard_at) VALUES ('00000000-0000-4001-8000-000000000000', '00000000-0000-4002-8000-000000000000', '00000001-0101-0101-0000-000000000009', '03030303-0303-0303-0303-030303030303', 'ap', '80100001', '02:00:00:00:01:01', '2027-01-15 08:00:09+00', '2027-01-15 08:00:10+00', 'stopped:1', 3600, 1000000, 9000000, '2027-01-15 08:00:09+00');
INSERT INTO public.sites (provider_id, id, name, status, signing_key, sealing_key, created_at, enrolled_at, confirmed_at, epoch, push_start, push_number, hold_start, hold_number, last_seen_at, version, wan, applied, last_directive) VALUES ('00000000-0000-4001-8000-000000000000', '00000000-0000-4003-8000-000000000000', 'Stage 00000000-0000-4003-8000-000000000000', 'waiting', NULL, NULL, '2027-01-15 08:00:00+00', NULL, NULL, 0, 0, 0, 0, 0, NULL, NULL, NULL, 0, 0);
INSERT INTO public.sites (provider_id, id, name, status, signing_key, sealing_key, created_at, enrolled_at, confirmed_at, epoch, push_start, push_number, hold_start, hold_number, last_seen_at, version, wan, applied, last_directive) VALUES ('00000000-0000-4001-8000-000000000000', '00000000-0000-4002-8000-000000000000', 'Stage 00000000-0000-4002-8000-000000000000', 'confirmed', '\x0101010101010101010101010101010101010101010101010101010101010101', '\x6565656565656565656565656565656565656565656565656565656565656565', '2027-01-15 08:00:00+00', '2027-01-15 08:00:00+00', '2027-01-15 08:00:00.001+00', 1, 0, 0, 0, 0, NULL, NULL, NULL, 0, 1);
INSERT INTO public.sites (provider_id, id, name, status, signing_key, sealing_key, created_at, enrolled_at, confirmed_at, epoch, push_start, push_number, hold_start, hold_number, last_seen_at, version, wan, applied, last_directive) VALUES ('00000000-0000-4004-8000-000000000000', '09090909-0909-0909-0909-090909090909', 'Market', 'waiting', NULL, NULL, '2027-01-15 08:00:00+00', NULL, NULL, 0, 0, 0, 0, 0, NULL, NULL, NULL, 0, 0);
INSERT INTO public.tickets (provider_id, id, site_id, code, username, password, plan_id, kind, plan_type, duration_secs, data_limit_bytes, unused_validity_secs, price_cents, currency, status, device, expires_at, activated_at, ended_at, created_at) VALUES ('00000000-0000-4001-8000-000000000000', '01010101-0101-0101-0101-010101010101', '00000000-0000-4002-8000-000000000000', '000000012', '000000012', '000000012', '01010101-0101-0101-0101-010101010101', 'elapsed', 'time', 5400, NULL, 3600, 2050, 'KES', 'new', NULL, '2027-01-15 09:00:02+00', NULL, NULL, '2027-01-15 08:00:02+00');
INSERT INTO public.tickets (provider_id, id, site_id, code, username, password, plan_id, kind, plan_type, duration_secs, data_limit_bytes, unused_validity_secs, price_cents, currency, status, device, expires_at, activated_at, ended_at, created_at) VALUES ('00000000-0000-4001-8000-000000000000', '03030303-0303-0303-0303-030303030303', '00000000-0000-4002-8000-000000000000', '000000036', '000000036', '000000036', '01010101-0101-0101-0101-010101010101', 'elapsed', 'time', 5400, NULL, 3600, 2050, 'KES', 'expired', '02:00:00:00:01:01', '2027-01-15 09:30:08+00', '2027-01-15 08:00:08+00', '2027-01-15 08:00:11+00', '2027-01-15 08:00:07+00');
INSERT INTO public.users (id, provider_id, email, password_hash, role, created_at) VALUES ('01010101-0101-0101-0101-010101010101', '00000000-0000-4001-8000-000000000000', 'njeri@example.com', '$argon2id$x', 'provider', '2027-01-15 08:00:00+00');
INSERT INTO public.users (id, provider_id, email, password_hash, role, created_at) VALUES ('02020202-0202-0202-0202-020202020202', NULL, 'admin@example.net', '$argon2id$x', 'admin', '2027-01-15 08:00:00+00');
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (provider_id, id);
ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_pkey PRIMARY KEY (provider_id, id);
ALTER TABLE ONLY public.claims
    ADD CONSTRAINT claims_pkey PRIMARY KEY (code_hash);
ALTER TABLE ONLY public.cloud_keys
    ADD CONSTRAINT cloud_keys_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.cursors
    ADD CONSTRAINT cursors_pkey PRIMARY KEY (provider_id, site_id, epoch);
ALTER TABLE ONLY public.directives
    ADD CONSTRAINT directives_pkey PRIMARY KEY (provider_id, site_id, sequence);
ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (provider_id, site_id, epoch, sequence);
ALTER TABLE ONLY public.logins
    ADD CONSTRAINT logins_pkey PRIMARY KEY (token_hash);
ALTER TABLE ONLY public.notices
    ADD CONSTRAINT notices_pkey PRIMARY KEY (provider_id, id);
ALTER TABLE ONLY public.payments
    ADD CONSTRAINT payments_pkey PRIMARY KEY (provider_id, id);
ALTER TABLE ONLY public.pesapal_orders
    ADD CONSTRAINT pesapal_orders_pkey PRIMARY KEY (payment_id);
ALTER TABLE ONLY public.plans
    ADD CONSTRAINT plans_pkey PRIMARY KEY (provider_id, site_id, id);
ALTER TABLE ONLY public.provider_subscriptions
    ADD CONSTRAINT provider_subscriptions_pkey PRIMARY KEY (provider_id, id);
ALTER TABLE ONLY public.providers
    ADD CONSTRAINT providers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.recovery_codes
    ADD CONSTRAINT recovery_codes_pkey PRIMARY KEY (user_id, code_hash);
ALTER TABLE ONLY public.review_items
    ADD CONSTRAINT review_items_pkey PRIMARY KEY (provider_id, id);
ALTER TABLE ONLY public.seaql_migrations
    ADD CONSTRAINT seaql_migrations_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (provider_id, site_id, id);
ALTER TABLE ONLY public.sites
    ADD CONSTRAINT sites_pkey PRIMARY KEY (provider_id, id);
ALTER TABLE ONLY public.tickets
    ADD CONSTRAINT tickets_pkey PRIMARY KEY (provider_id, id);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX api_keys_by_hash ON public.api_keys USING btree (provider_id, key_hash);
CREATE INDEX audit_log_by_age ON public.audit_log USING btree (provider_id, at, id);
CREATE INDEX claims_by_site ON public.claims USING btree (provider_id, site_id);
CREATE INDEX directives_waiting ON public.directives USING btree (provider_id, site_id, sequence) WHERE (acknowledged_at IS NULL);
CREATE INDEX logins_by_expiry ON public.logins USING btree (expires_at);
CREATE INDEX notices_by_age ON public.notices USING btree (provider_id, received_at, id);
CREATE INDEX notices_by_checkout ON public.notices USING btree (provider_id, checkout_id);
CREATE INDEX payments_by_age ON public.payments USING btree (provider_id, created_at, id);
CREATE INDEX payments_by_day ON public.payments USING btree (provider_id, paid_at);
CREATE UNIQUE INDEX payments_by_receipt ON public.payments USING btree (provider_id, type, external_txn_id);
CREATE INDEX provider_subscriptions_by_expiry ON public.provider_subscriptions USING btree (provider_id, status, expiry_date);
CREATE INDEX review_items_by_age ON public.review_items USING btree (provider_id, status, opened_at, id);
CREATE INDEX sessions_by_age ON public.sessions USING btree (provider_id, heard_at, id);
CREATE INDEX sessions_by_name ON public.sessions USING btree (provider_id, site_id, nas, acct_session_id, heard_at);
CREATE INDEX sessions_by_ticket ON public.sessions USING btree (provider_id, ticket_id);
CREATE UNIQUE INDEX sites_by_name ON public.sites USING btree (provider_id, name);
CREATE INDEX tickets_by_age ON public.tickets USING btree (provider_id, created_at, id);
CREATE INDEX tickets_by_code ON public.tickets USING btree (provider_id, code);
CREATE UNIQUE INDEX users_by_email ON public.users USING btree (email);
CREATE INDEX users_by_provider ON public.users USING btree (provider_id, email);
ALTER TABLE public.api_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.audit_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.claims ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cloud_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cursors ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.directives ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.events ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.logins ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.notices ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON public.api_keys USING (((provider_id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text)))) WITH CHECK (((provider_id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text))));
CREATE POLICY own_rows ON public.audit_log USING (((provider_id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text)))) WITH CHECK (((provider_id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text))));
CREATE POLICY own_rows ON public.claims USING (((provider_id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text)))) WITH CHECK (((provider_id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text))));
CREATE POLICY own_rows ON public.cloud_keys USING (( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text))) WITH CHECK (( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text)));
CREATE POLICY own_rows ON public.cursors USING (((provider_id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text)))) WITH CHECK (((provider_id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text))));
CREATE POLICY own_rows ON public.directives USING (((provider_id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text)))) WITH CHECK (((provider_id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text))));
CREATE POLICY own_rows ON public.events USING (((provider_id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text)))) WITH CHECK (((provider_id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text))));
CREATE POLICY own_rows ON public.logins USING (( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text))) WITH CHECK (( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text)));
CREATE POLICY own_rows ON public.notices USING (((provider_id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text)))) WITH CHECK (((provider_id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text))));
CREATE POLICY own_rows ON public.payments USING (((provider_id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text)))) WITH CHECK (((provider_id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text))));
CREATE POLICY own_rows ON public.pesapal_orders USING (((provider_id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text)))) WITH CHECK (((provider_id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text))));
CREATE POLICY own_rows ON public.plans USING (((provider_id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text)))) WITH CHECK (((provider_id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text))));
CREATE POLICY own_rows ON public.provider_subscriptions USING (((provider_id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text)))) WITH CHECK (((provider_id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text))));
CREATE POLICY own_rows ON public.providers USING (((id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text)))) WITH CHECK (((id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text))));
CREATE POLICY own_rows ON public.recovery_codes USING (( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text))) WITH CHECK (( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text)));
CREATE POLICY own_rows ON public.review_items USING (((provider_id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text)))) WITH CHECK (((provider_id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text))));
CREATE POLICY own_rows ON public.sessions USING (((provider_id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text)))) WITH CHECK (((provider_id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text))));
CREATE POLICY own_rows ON public.sites USING (((provider_id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text)))) WITH CHECK (((provider_id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text))));
CREATE POLICY own_rows ON public.tickets USING (((provider_id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text)))) WITH CHECK (((provider_id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text))));
CREATE POLICY own_rows ON public.users USING (((provider_id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text)))) WITH CHECK (((provider_id = ( SELECT (NULLIF(current_setting('lango.provider_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('lango.scope'::text, true) = 'platform'::text))));
ALTER TABLE public.payments ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.pesapal_orders ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.plans ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.provider_subscriptions ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.providers ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.recovery_codes ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.review_items ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.sites ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.tickets ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.users ENABLE ROW LEVEL SECURITY;
