//! What one app may ask in all: a question every so often, more rarely after the rail asked to be left alone. All sites
//! of a provider share an app, so each takes its part of it.

use super::{Rules, Schedule};

/// The budget of one app, or of a site's part of it.
#[derive(Clone, Copy, Debug)]
pub struct QueryBudget {
    rules: Rules,
    /// Sites that share the app.
    sites: u16,
    last_ms: Option<u64>,
    /// Times in a row the rail asked to be left alone.
    rebuffs: u32,
}

impl QueryBudget {
    /// An unused budget.
    pub fn new(rules: Rules) -> Self {
        QueryBudget { rules, sites: 1, last_ms: None, rebuffs: 0 }
    }

    /// The rules it keeps.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// So many sites share the app: this one asks so much more rarely.
    pub fn divide_among(&mut self, sites: u16) {
        self.sites = sites.max(1);
    }

    /// From when on the next question may be asked.
    pub fn next_ms(&self) -> u64 {
        let interval_ms = self.rules.query_interval_ms.saturating_mul(u64::from(self.sites));
        // Seventeen doublings are longer than any rest; more would run over.
        let doubled_ms = interval_ms.saturating_mul(1 << self.rebuffs.min(17));
        let rest_ms = match self.rebuffs {
            0 => interval_ms,
            _ => doubled_ms.min(self.rules.longest_rest_ms).max(interval_ms),
        };
        self.last_ms.map_or(0, |last_ms| last_ms.saturating_add(rest_ms))
    }

    /// Chooses what to ask about now, if anything may be asked: of what is due, that which has been due longest, and of
    /// those the oldest push. So the oldest come first, yet pushes that stay open for hours leave room for new ones.
    /// Taking counts as asking; the schedule is to be told too.
    pub fn take<'a, K: Copy>(&mut self, all: impl IntoIterator<Item = (K, &'a Schedule)>, now_ms: u64) -> Option<K> {
        if now_ms < self.next_ms() {
            return None;
        }
        let due = all.into_iter().filter_map(|(key, schedule)| {
            let next_ms = schedule.next_ms(&self.rules).filter(|next_ms| *next_ms <= now_ms)?;
            Some(((next_ms, schedule.pushed_ms()), key))
        });
        let (_, key) = due.min_by_key(|(order, _)| *order)?;
        self.last_ms = Some(now_ms);
        Some(key)
    }

    /// The rail asked to be left alone.
    pub fn rebuffed(&mut self, now_ms: u64) {
        self.rebuffs = self.rebuffs.saturating_add(1);
        self.last_ms = self.last_ms.max(Some(now_ms));
    }

    /// The rail answered properly: back to the usual interval.
    pub fn answered(&mut self) {
        self.rebuffs = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_questions_are_an_interval_apart_and_the_oldest_push_comes_first() {
        let mut budget = QueryBudget::new(Rules::default());
        let mut pushes = [Schedule::new(2_000), Schedule::new(0), Schedule::new(1_000)];
        let mut order = Vec::new();
        for now_ms in (0..60_000).step_by(500) {
            let taken = budget.take(pushes.iter().enumerate(), now_ms);
            if let Some(index) = taken {
                pushes[index].asked(now_ms);
                order.push((index, now_ms));
            }
        }
        assert_eq!(order, [(1, 20_000), (2, 35_000), (0, 50_000)]);
    }

    #[test]
    fn sites_that_share_an_app_ask_together_as_often_as_one_alone() {
        let mut budget = QueryBudget::new(Rules { query_after_ms: 0, ..Rules::default() });
        budget.divide_among(3);
        let pushes = [Schedule::new(0)];
        assert_eq!(budget.take(pushes.iter().enumerate(), 1_000), Some(0));
        assert_eq!(budget.next_ms(), 46_000);
        budget.divide_among(0);
        assert_eq!(budget.next_ms(), 16_000);
    }

    #[test]
    fn a_crowd_of_old_open_pushes_does_not_starve_a_new_one() {
        let mut budget = QueryBudget::new(Rules::default());
        let mut pushes = vec![Schedule::new(0); 200];
        let mut now_ms = 20_000;
        while now_ms < 36_000_000 {
            if let Some(index) = budget.take(pushes.iter().enumerate(), now_ms) {
                pushes[index].asked(now_ms);
            }
            now_ms += 15_000;
        }
        pushes.push(Schedule::new(now_ms));
        let asked = std::iter::repeat_with(|| {
            now_ms += 15_000;
            let index = budget.take(pushes.iter().enumerate(), now_ms)?;
            pushes[index].asked(now_ms);
            Some(index)
        });
        assert!(asked.take(300).any(|index| index == Some(200)));
    }

    #[test]
    fn rebuffs_double_the_rest_up_to_a_bound_until_an_answer_comes() {
        let mut budget = QueryBudget::new(Rules::default());
        assert_eq!(budget.next_ms(), 0);
        for rest_ms in [30_000, 60_000, 120_000, 240_000, 300_000, 300_000] {
            budget.rebuffed(1_000);
            assert_eq!(budget.next_ms(), 1_000 + rest_ms);
        }
        (0..100).for_each(|_| budget.rebuffed(1_000));
        assert_eq!(budget.next_ms(), 301_000);
        budget.answered();
        assert_eq!(budget.next_ms(), 16_000);
    }

    #[test]
    fn nothing_is_taken_from_the_budget_while_nothing_is_due() {
        let mut budget = QueryBudget::new(Rules::default());
        assert_eq!(budget.take([(7, &Schedule::new(0))], 19_999), None);
        assert_eq!(budget.take([(7, &Schedule::new(0))], 20_000), Some(7));
    }
}
