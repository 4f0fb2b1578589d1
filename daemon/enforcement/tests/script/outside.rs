//! Values from outside: whatever an owner calls a place or chooses as a secret, it is a value and never a command.

use enforcement::script::{Hotspot, set_up};

use super::grammar::{Command, read};
use super::variants::site;

const EVIL: [&str; 5] = [
    "\" ; /system/reset-configuration ; \"",
    "$x [/system/reboot] $(error)",
    "a\\\" ; /system/reboot ; \\",
    "}}; /user/add name=x group=full",
    "%STORE% @secret@ %TAR% \\n # \u{1f600}",
];

fn menus(commands: &[Command]) -> Vec<String> {
    commands.iter().map(|command| format!("{} {}", command.menu, command.verb)).collect()
}

#[test]
fn no_value_becomes_a_command() {
    let plain = menus(&read(&set_up(&site("7.21")).unwrap()));
    for evil in EVIL {
        let mut options = site("7.21");
        options.site = format!("{evil}\n/system/reboot");
        options.radius.secret = evil.to_owned();
        options.rest.password = evil.to_owned();
        options.rest.name = evil.to_owned();
        options.hotspot = Hotspot::New { interface: evil.to_owned(), guests: None };
        let commands = read(&set_up(&options).unwrap());
        assert_eq!(menus(&commands), plain, "{evil}");
        let radius = commands.iter().find(|command| command.menu == "/radius" && command.verb == "set").unwrap();
        let secret = radius.arguments.iter().find(|argument| argument.name == "secret").unwrap();
        assert_eq!(secret.value.as_deref(), Some(evil));
    }
}

#[test]
fn a_hotspot_with_a_strange_name_is_found_by_it() {
    for evil in EVIL {
        let mut options = site("7.16");
        options.hotspot = Hotspot::Existing(evil.to_owned());
        let commands = read(&set_up(&options).unwrap());
        let named = |command: &&Command| command.menu == "/ip/hotspot" && command.verb == "find";
        let names: Vec<_> = commands.iter().filter(named).map(|command| &command.arguments[0]).collect();
        assert!(names.len() > 2 && names.iter().all(|argument| argument.value.as_deref() == Some(evil)), "{names:?}");
    }
}
