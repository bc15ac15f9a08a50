//! One data folder, several processes.

use crate::support::{Fresh, Server, ends, eventually, invigil, quiet, start, value};
use invigil::private_postgres::{
    Holder, Options, PrivatePostgres, Reached, Stage, StartError, connect_or_start,
};

#[tokio::test]
async fn a_second_start_is_refused_and_the_first_named() {
    let fresh = Fresh::new();
    let data = fresh.join("data");
    let postgres = start(&data).await;
    let error = PrivatePostgres::start(&Options::new(&data), quiet).await.unwrap_err();
    assert!(matches!(error, StartError::Held { pid: Some(pid), .. } if pid == std::process::id()), "{error}");
    let text = error.to_string();
    assert!(text.contains(data.to_str().unwrap()) && text.contains("INVIGIL_DATA"), "{text}");
    assert_eq!(value(postgres.url(), "SELECT 'unharmed'").await.unwrap(), "unharmed");
}

#[tokio::test]
async fn a_command_uses_the_postgres_of_a_running_server() {
    let fresh = Fresh::new();
    let options = Options::new(fresh.join("data"));
    let postgres = start(&options.data).await;
    let reached = connect_or_start(&options, quiet).await.unwrap();
    assert!(matches!(&reached, Reached::Running(url) if url == postgres.url()));
    reached.stop().await;
    assert_eq!(value(postgres.url(), "SELECT 'still here'").await.unwrap(), "still here");
    postgres.stop().await;
    let reached = connect_or_start(&options, quiet).await.unwrap();
    assert!(matches!(&reached, Reached::Started(_)));
    reached.stop().await;
}

#[tokio::test]
async fn a_server_waits_for_a_command() {
    let fresh = Fresh::new();
    let options = Options::new(fresh.join("data"));
    let command = connect_or_start(&options, quiet).await.unwrap();
    let (told, mut waiting) = tokio::sync::mpsc::unbounded_channel();
    let server = tokio::spawn(async move {
        let tell = |stage| drop(told.send(stage));
        PrivatePostgres::start(&Options { holder: Holder::Server, ..options }, tell).await.unwrap()
    });
    let stage = waiting.recv().await.unwrap();
    assert_eq!(stage, Stage::WaitingForCommand { pid: Some(std::process::id()) });
    command.stop().await;
    let postgres = server.await.unwrap();
    assert_eq!(value(postgres.url(), "SELECT 'here'").await.unwrap(), "here");
}

#[test]
fn a_second_server_is_refused_and_the_first_goes_on() {
    let fresh = Fresh::new();
    let data = fresh.join("data");
    let mut server = Server::start(&data);
    let (code, text) = ends(&mut invigil(&data));
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains(&format!("process {}", server.pid())), "{text}");
    let address = server.address();
    eventually("it answers", || {
        crate::support::get(&address, "/readyz").ok().filter(|(status, _)| *status == 200)
    });
    assert!(server.stop().success());
}
