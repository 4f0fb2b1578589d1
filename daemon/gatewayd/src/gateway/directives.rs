//! What the cloud asks of this gateway, carried out in order, each in the transaction that moves the cursor.

use domain::decisions::{Disconnect, change_plan, mint_batch, revoke, run_errand};
use domain::ledger::{Ledger, Read};
use domain::link::Link;
use store::CommitNumber;
use sync_proto::{Directive, MOST_MINTED, Numbered};

use crate::gateway::Gateway;
use crate::gateway::waiting::Then;

/// A directive's number, or none where what is done was not asked by the cloud.
pub(super) type Number = Option<u64>;

/// Says in the books that a directive is carried out.
pub(super) fn advance(ledger: &mut dyn Ledger, number: Number) -> Read<()> {
    let Some(applied) = number else { return Ok(()) };
    let link = ledger.link()?;
    ledger.put_link(Link { applied, ..link });
    Ok(())
}

impl Gateway {
    /// Carries out what comes next; what was done before is skipped. The first one of an answer may leave a gap: the question
    /// said what was done, so the cloud has nothing in between. How many were carried out.
    pub(super) fn carry_out_directives(&mut self, directives: Vec<Numbered>) -> usize {
        let mut done = 0;
        for Numbered { number, directive } in directives {
            let Some(next) = self.uplink.as_ref().map(|uplink| uplink.end.next_directive()) else { return done };
            if number < next {
                continue;
            }
            if (number > next && done > 0) || self.is_overloaded() {
                return done;
            }
            self.counters.count("directive");
            if let Err(error) = self.carry_out_directive(number, directive) {
                self.counters.count("storage_trouble");
                tracing::warn!(number, %error, "a directive of the cloud waits for the books");
                return done;
            }
            done += 1;
        }
        done
    }

    fn carry_out_directive(&mut self, applied: u64, directive: Directive) -> Read<()> {
        let reading = self.clock.read();
        let number = Some(applied);
        let decided = match directive {
            Directive::Notice { path, body } => {
                let (rests_on, said) = self.take_notice(&path, &body, number)?;
                tracing::debug!(?said, "a notice came through the cloud");
                self.note_carried_out(applied, rests_on);
                self.when_durable(rests_on, Then { tells: true, ..Then::default() });
                return Ok(());
            }
            Directive::PutPlan(plan) => self.store.decide(&reading, |ledger, _, _| {
                let changed = change_plan(ledger, plan)?;
                advance(ledger, number)?;
                Ok(changed.map(|_| Vec::new()).map_err(|refused| refused.to_string()))
            })?,
            Directive::PutAccount(sealed) => {
                // Kept first: should the cursor not move, it comes again and changes nothing.
                let taken = self.take_account(sealed.as_ref());
                self.note_taken("an account with M-PESA", taken)?;
                let rests_on = self.pass(number)?;
                self.note_carried_out(applied, rests_on);
                return Ok(());
            }
            Directive::PutSettings(settings) => {
                let taken = self.take_settings(settings);
                self.note_taken("the site's settings", taken)?;
                let rests_on = self.pass(number)?;
                self.note_carried_out(applied, rests_on);
                return Ok(());
            }
            Directive::Sell(sale) => {
                let (rests_on, push) = self.open_sale(sale, number)?;
                self.note_carried_out(applied, rests_on);
                self.when_durable(rests_on, Then { push, tells: true, ..Then::default() });
                return Ok(());
            }
            Directive::Mint { first, plan, count } => self.store.decide(&reading, |ledger, chance, now| {
                advance(ledger, number)?;
                let minted = mint_batch(ledger, first, count.min(MOST_MINTED), plan, chance, now)?;
                Ok(minted.map(|()| Vec::new()).map_err(|refused| refused.to_string()))
            })?,
            Directive::Custody(errand) => self.store.decide(&reading, |ledger, _, now| {
                let orders = run_errand(ledger, &errand, now)?;
                advance(ledger, number)?;
                Ok(Ok(orders))
            })?,
            Directive::RevokeTicket(code) => self.store.decide(&reading, |ledger, _, now| {
                let revoked = revoke(ledger, code, now)?;
                advance(ledger, number)?;
                Ok(revoked.ok_or_else(|| "there is no such ticket".to_owned()))
            })?,
        };
        let orders: Vec<Disconnect> = decided.outcome.unwrap_or_else(|refused| {
            self.counters.count("directive_refused");
            tracing::warn!("a directive of the cloud changes nothing: {refused}");
            Vec::new()
        });
        self.note_carried_out(applied, decided.rests_on);
        self.when_durable(decided.rests_on, Then { orders, ..Then::default() });
        Ok(())
    }

    fn note_carried_out(&mut self, number: u64, rests_on: CommitNumber) {
        if let Some(uplink) = &mut self.uplink {
            uplink.carried_out(number, rests_on);
        }
    }

    /// Moves the cursor past a directive that changes nothing else.
    pub(super) fn pass(&mut self, number: Number) -> Read<CommitNumber> {
        if number.is_none() {
            return Ok(CommitNumber::default());
        }
        let reading = self.clock.read();
        Ok(self.store.decide(&reading, |ledger, _, _| advance(ledger, number))?.rests_on)
    }
}
