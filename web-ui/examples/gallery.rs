//! Writes every sample page in every language into the folder given as argument, to be looked at in a browser.

use std::error::Error;
use std::{env, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::args().nth(1).ok_or("usage: gallery FOLDER")?);
    fs::create_dir_all(&folder)?;
    let galleries =
        [web_ui::samples::gallery()?, web_ui::samples::cloud::gallery()?, web_ui::samples::console::gallery()?];
    for page in galleries.into_iter().flatten() {
        println!("{:6} bytes  {}", page.html.len(), page.name);
        fs::write(folder.join(format!("{}.html", page.name)), page.html)?;
    }
    Ok(())
}
