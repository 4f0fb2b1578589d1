//! Finding the receipt in what a guest typed or pasted: the bare receipt, or the SMS M-PESA sent, in English
//! ("UAF0AB12CD Confirmed. …") or Swahili ("UAF0AB12CD Imethibitishwa. …"). The rest of the SMS is not read: anyone can
//! write one.

use domain::receipt::ReceiptNumber;

/// Longest text looked at, in bytes; the longest SMS has some 300.
pub const LONGEST: usize = 1000;

/// The words that follow the receipt, by their beginnings.
const CONFIRMED: [&str; 2] = ["confirmed", "imethibitishwa"];

/// Finds the receipt.
pub fn find_receipt(text: &str) -> Option<ReceiptNumber> {
    let text = beginning(text);
    alone(text).or_else(|| before_its_word(text)).or_else(|| the_only_one(text))
}

fn beginning(text: &str) -> &str {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// Nothing but the receipt, perhaps in groups.
fn alone(text: &str) -> Option<ReceiptNumber> {
    let is_filling = |c: char| c.is_whitespace() || matches!(c, '-' | '.' | ',' | ':' | '"' | '\'');
    let mut typed = heapless::String::<{ ReceiptNumber::LENGTH }>::new();
    for character in text.chars().filter(|&c| !is_filling(c)) {
        typed.push(character).ok()?;
    }
    let receipt = ReceiptNumber::parse(&typed).ok()?;
    // In one piece letters suffice; in several it might be a sentence.
    let is_one_piece = text.trim().len() == typed.len();
    (begins_with_letter(&receipt) && (is_one_piece || has_digit(&receipt))).then_some(receipt)
}

fn words(text: &str) -> impl Iterator<Item = &str> + Clone {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn before_its_word(text: &str) -> Option<ReceiptNumber> {
    let follows = |word: &str| {
        let folded = word.to_ascii_lowercase();
        CONFIRMED.iter().any(|known| folded.starts_with(known))
    };
    let mut pairs = words(text).zip(words(text).skip(1));
    pairs.find_map(|(word, next)| read(word).filter(|_| follows(next)))
}

/// One word that can be nothing else, said once or repeatedly.
fn the_only_one(text: &str) -> Option<ReceiptNumber> {
    let mut candidates = words(text).filter_map(read).filter(has_digit);
    let first = candidates.next()?;
    candidates.all(|other| other == first).then_some(first)
}

fn read(word: &str) -> Option<ReceiptNumber> {
    ReceiptNumber::parse(word).ok().filter(begins_with_letter)
}

/// Receipts begin with a letter for the year; ten digits are somebody's phone number.
fn begins_with_letter(receipt: &ReceiptNumber) -> bool {
    receipt.as_str().starts_with(|c: char| c.is_ascii_alphabetic())
}

fn has_digit(receipt: &ReceiptNumber) -> bool {
    receipt.as_str().bytes().any(|byte| byte.is_ascii_digit())
}
