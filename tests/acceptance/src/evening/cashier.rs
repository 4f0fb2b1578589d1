//! What is done at the counter of an evening: a guest is sent off, a ticket is taken back.

use super::Evening;

impl Evening {
    /// The cashier acts now and then, while the gateway runs.
    pub(super) fn cashier(&mut self) {
        if self.langod.pid().is_none() {
            return;
        }
        match self.chance.below(1000) {
            0..80 => self.send_off(),
            80..95 => self.take_back(),
            _ => {}
        }
    }

    /// Both at once, if the gateway runs.
    pub(super) fn close_counter(&mut self) {
        if self.langod.pid().is_some() {
            self.send_off();
            self.take_back();
        }
    }

    /// Somebody the router shows is sent off. The gateway may not know of the session, and then says so.
    fn send_off(&mut self) {
        let Some(code) = self.somebodys_code() else { return };
        let output = self.langod.run(&["session", "kick", &code]).unwrap();
        if let Some(ticket) = self.till.ticket_mut(&code) {
            ticket.was_kicked = true;
        }
        self.diary.note(self.now(), if output.status.success() { "kicked" } else { "nobody to kick" });
    }

    /// Somebody's ticket ends before its time.
    fn take_back(&mut self) {
        let Some(code) = self.somebodys_code() else { return };
        // A busy machine may keep a command from asking in time; then nothing was asked.
        if !self.langod.run(&["ticket", "revoke", &code]).unwrap().status.success() {
            return;
        }
        if let Some(ticket) = self.till.ticket_mut(&code) {
            ticket.revoked = true;
        }
        self.diary.note(self.now(), "revoked");
    }

    fn somebodys_code(&mut self) -> Option<String> {
        let sessions = self.router.control().sessions();
        let drawn = self.chance.below(sessions.len() as u64);
        sessions.into_iter().nth(usize::try_from(drawn).unwrap()).map(|session| session.username)
    }
}
