//! `langod payment`, `langod review`, `langod mpesa`.

use argh::FromArgs;

/// Who was asked to pay by phone, and how it ended.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "payment")]
pub(crate) struct Payment {
    #[argh(subcommand)]
    pub(crate) command: PaymentCommand,
}

#[derive(FromArgs, Debug)]
#[argh(subcommand)]
pub(crate) enum PaymentCommand {
    List(ListPayments),
    Show(ShowPayment),
    Notice(Notice),
}

/// All payments of the last month, the youngest first. Phone numbers are masked.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "list")]
pub(crate) struct ListPayments {
    /// print a JSON array
    #[argh(switch)]
    pub(crate) json: bool,
}

/// One payment, or money that was sent by hand.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "show")]
pub(crate) struct ShowPayment {
    /// its reference, its id, or its M-PESA receipt
    #[argh(positional)]
    pub(crate) what: String,
    /// print a JSON object
    #[argh(switch)]
    pub(crate) json: bool,
}

/// Hand in what M-PESA posted to a callback address, read from standard input.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "notice")]
pub(crate) struct Notice {
    /// the path of the address, such as /api/stk/callback/PROVIDER/TOKEN
    #[argh(positional)]
    pub(crate) path: String,
}

/// What about money a person has to look at.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "review")]
pub(crate) struct Review {
    #[argh(subcommand)]
    pub(crate) command: ReviewCommand,
}

#[derive(FromArgs, Debug)]
#[argh(subcommand)]
pub(crate) enum ReviewCommand {
    List(ListReviews),
    Resolve(Resolve),
}

/// What waits, with what to do about it.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "list")]
pub(crate) struct ListReviews {
    /// settled ones too
    #[argh(switch)]
    pub(crate) all: bool,
    /// print a JSON array
    #[argh(switch)]
    pub(crate) json: bool,
}

/// Say that an entry is dealt with.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "resolve")]
pub(crate) struct Resolve {
    /// the entry's id, or the beginning of it
    #[argh(positional)]
    pub(crate) id: String,
    /// what you did about it
    #[argh(option)]
    pub(crate) note: String,
}

/// Try the M-PESA set-up.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "mpesa")]
pub(crate) struct Mpesa {
    #[argh(subcommand)]
    pub(crate) command: MpesaCommand,
}

#[derive(FromArgs, Debug)]
#[argh(subcommand)]
pub(crate) enum MpesaCommand {
    Test(TestMpesa),
    Register(RegisterMpesa),
}

/// Ask a phone for KES 1 and name what is wrong with the set-up, if anything is.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "test")]
pub(crate) struct TestMpesa {
    /// the phone that is asked, such as 0712345678
    #[argh(option)]
    pub(crate) phone: String,
}

/// Have M-PESA tell of every payment to the shortcode, also of those made by hand. M-PESA takes this once.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "register")]
pub(crate) struct RegisterMpesa {
    /// do it; otherwise it is only said what would be done
    #[argh(switch)]
    pub(crate) yes: bool,
}
