//! As much of RouterOS's language as the scripts use: which commands a text holds, with their arguments, also those in
//! brackets, in blocks, and in the strings `:parse` is given.

/// One command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Command {
    /// `/ip/dns`, or a word of the language such as `:if`, or `$` for a call.
    pub(crate) menu: String,
    /// `add`, `get`, …; `run` for words of the language.
    pub(crate) verb: String,
    pub(crate) arguments: Vec<Argument>,
    /// Tried only where another spelling was not taken.
    pub(crate) is_second_try: bool,
    /// Read while the script runs, so that what is unknown stops nothing.
    pub(crate) is_parsed: bool,
}

/// What a command is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Argument {
    pub(crate) name: String,
    /// Its value, where it stands there as such; `None` for what only the run shows, and for bare words.
    pub(crate) value: Option<String>,
    pub(crate) is_bare: bool,
}

/// What an unknown part of a text is read as.
const UNKNOWN: &str = "unknown";
/// Conditions under which only a second spelling is tried.
const NOT_TAKEN: [&str; 3] = ["(!$done)", "([:len $s] = 0)", "($has = \"?\")"];
/// Commands that are no menu.
const ALONE: [&str; 2] = ["/ping", "/tool/fetch"];

/// Reads a script. Whatever the language does not allow is a panic that shows where.
pub(crate) fn read(script: &str) -> Vec<Command> {
    let mut reader = Reader { text: unfolded(script), at: 0, commands: Vec::new(), second_try: false, parsed: false };
    reader.block(None);
    reader.commands
}

/// Joins folded lines as the console does.
fn unfolded(script: &str) -> Vec<u8> {
    let mut whole = String::with_capacity(script.len());
    for line in script.split_inclusive('\n') {
        let backslashes = whole.strip_suffix('\n').unwrap_or_default().bytes().rev().take_while(|byte| *byte == b'\\');
        let continues = backslashes.count() % 2 == 1;
        if continues {
            whole.truncate(whole.len() - 2);
            whole.push_str(line.trim_start_matches(' '));
        } else {
            whole.push_str(line);
        }
    }
    whole.into_bytes()
}

struct Reader {
    text: Vec<u8>,
    at: usize,
    commands: Vec<Command>,
    second_try: bool,
    parsed: bool,
}

impl Reader {
    fn block(&mut self, end: Option<u8>) {
        loop {
            while self.peek().is_some_and(|byte| b" \n;".contains(&byte)) {
                self.at += 1;
            }
            match self.peek() {
                byte if byte == end => {
                    self.at += 1;
                    return;
                }
                Some(b'#') => self.skip_while(|byte| byte != b'\n'),
                Some(b'{') => {
                    self.at += 1;
                    self.block(Some(b'}'));
                }
                Some(_) => self.command(),
                None => self.fail("a block does not end"),
            }
        }
    }

    fn command(&mut self) {
        let begin = self.commands.len();
        let mut arguments = Vec::new();
        let first = if self.peek() == Some(b'[') { String::new() } else { self.word() };
        let is_menu = first.starts_with('/') && !ALONE.contains(&first.as_str());
        self.skip_while(|byte| byte == b' ');
        let verb = if is_menu { self.word() } else { "run".to_owned() };
        let menu = if first.starts_with('$') { "$".to_owned() } else { first };
        if !menu.is_empty() && !menu.starts_with([':', '/', '$']) {
            self.fail(&format!("`{menu}` is no command"));
        }
        let before = self.second_try;
        loop {
            self.skip_while(|byte| byte == b' ');
            match self.peek() {
                None | Some(b'\n' | b';' | b'}' | b']') => break,
                Some(b'"' | b'(' | b'[' | b'{') => {
                    let from = self.at;
                    let text = self.value("do");
                    let source = String::from_utf8_lossy(&self.text[from..self.at]).into_owned();
                    self.second_try |= menu == ":if" && NOT_TAKEN.contains(&source.as_str());
                    if menu == ":parse" {
                        self.parse(&text);
                    }
                }
                Some(_) => arguments.push(self.argument()),
            }
        }
        self.second_try = before;
        if !menu.is_empty() {
            let (is_second_try, is_parsed) = (self.second_try, self.parsed);
            self.commands.insert(begin, Command { menu, verb, arguments, is_second_try, is_parsed });
        }
    }

    fn argument(&mut self) -> Argument {
        let name = self.word();
        let operator = self.at;
        self.skip_while(|byte| b"=~!".contains(&byte));
        if operator == self.at {
            return Argument { name, value: None, is_bare: true };
        }
        let is_literal = !matches!(self.peek(), Some(b'(' | b'[' | b'$' | b'{'));
        let is_pattern = self.text[operator] == b'~';
        let value = self.value(&name);
        Argument { name, value: (is_literal && !is_pattern).then_some(value), is_bare: false }
    }

    /// A value as text, as far as it stands there.
    fn value(&mut self, name: &str) -> String {
        match self.peek() {
            Some(b'"') => self.string(),
            Some(b'(') => self.expression(),
            Some(b'[') => {
                self.at += 1;
                self.command();
                self.expect(b']');
                UNKNOWN.to_owned()
            }
            Some(b'{') if name == "in" => {
                self.at += 1;
                self.array();
                UNKNOWN.to_owned()
            }
            Some(b'{') => {
                self.at += 1;
                self.block(Some(b'}'));
                UNKNOWN.to_owned()
            }
            _ => {
                let from = self.at;
                self.skip_while(|byte| !b" \n;]})".contains(&byte));
                String::from_utf8(self.text[from..self.at].to_vec()).unwrap()
            }
        }
    }

    fn array(&mut self) {
        while self.peek() != Some(b'}') {
            self.string();
            self.skip_while(|byte| b" ;".contains(&byte));
        }
        self.at += 1;
    }

    /// What is in round brackets; texts joined by dots are joined.
    fn expression(&mut self) -> String {
        self.expect(b'(');
        let mut joined = String::new();
        loop {
            match self.peek() {
                Some(b')') => {
                    self.at += 1;
                    return joined;
                }
                Some(b'"') => joined += &self.string(),
                Some(b'(') => joined += &self.expression(),
                Some(b'[') => joined += &self.value(""),
                Some(b'$') => {
                    self.word();
                    joined += UNKNOWN;
                }
                Some(b'\n') | None => self.fail("an expression does not end"),
                Some(_) => self.at += 1,
            }
        }
    }

    fn string(&mut self) -> String {
        self.expect(b'"');
        let mut bytes = Vec::new();
        loop {
            let byte = self.next();
            match byte {
                b'"' => return String::from_utf8(bytes).unwrap(),
                b'$' => self.fail("a variable in a string: use a dot"),
                b'\n' => self.fail("a string does not end"),
                b'\\' => match self.next() {
                    b'n' => bytes.push(b'\n'),
                    b'r' => bytes.push(b'\r'),
                    b't' => bytes.push(b'\t'),
                    plain @ (b'"' | b'\\' | b'$' | b'?') => bytes.push(plain),
                    digit => {
                        let pair = [digit, self.next()];
                        let pair = std::str::from_utf8(&pair).unwrap();
                        bytes.push(u8::from_str_radix(pair, 16).unwrap_or_else(|_| self.fail("an unknown escape")));
                    }
                },
                _ => bytes.push(byte),
            }
        }
    }

    fn parse(&mut self, text: &str) {
        let text = text.as_bytes().to_vec();
        let mut inner = Reader { text, at: 0, commands: Vec::new(), second_try: self.second_try, parsed: true };
        inner.block(None);
        self.commands.extend(inner.commands);
    }

    fn word(&mut self) -> String {
        let from = self.at;
        self.skip_while(|byte| byte.is_ascii_alphanumeric() || b"/:$-._,!".contains(&byte) && byte != b'!');
        if from == self.at {
            self.fail("a word is missing");
        }
        String::from_utf8(self.text[from..self.at].to_vec()).unwrap()
    }

    fn skip_while(&mut self, may: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&may) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn next(&mut self) -> u8 {
        let byte = self.peek().unwrap_or_else(|| self.fail("the text ends too early"));
        self.at += 1;
        byte
    }

    fn expect(&mut self, byte: u8) {
        if self.next() != byte {
            self.fail(&format!("{} is missing", char::from(byte)));
        }
    }

    fn fail(&self, why: &str) -> ! {
        let (from, to) = (self.at.saturating_sub(120), (self.at + 80).min(self.text.len()));
        panic!(
            "{why}, at the mark:\n{}<<<>>>{}",
            lossy(&self.text[from..self.at.min(to)]),
            lossy(&self.text[self.at.min(to)..to])
        )
    }
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn commands_are_found_wherever_they_stand() {
    let found = read(concat!(
        "# a remark\n:if ([:len [/ip/dns get servers]] = 0) do={\n  /ip/dns set servers=\"1\\\n    .2\" \\\n    x=yes; :put 1\n}",
        "\n:do { [[:parse \"/container add list=\\\"a b\\\"\"]] } on-error={}\n"
    ));
    let names: Vec<String> = found.iter().map(|command| format!("{} {}", command.menu, command.verb)).collect();
    assert_eq!(
        names,
        [":if run", ":len run", "/ip/dns get", "/ip/dns set", ":put run", ":do run", ":parse run", "/container add"]
    );
    assert_eq!(found[3].arguments[0].value.as_deref(), Some("1.2"));
    assert_eq!(found[7].arguments[0].value.as_deref(), Some("a b"));
    assert!(found[7].is_parsed && !found[3].is_parsed);
}
