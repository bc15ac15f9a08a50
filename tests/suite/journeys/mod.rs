//! What people do, in-process: the whole router, a real Postgres, no socket.

mod access;
mod accounts;
mod assignments;
mod bad_input;
mod banks;
mod classes;
mod exams;
mod foreign;
mod headers;
mod item_reports;
mod items;
mod live;
mod odd_values;
mod outage;
mod page_weight;
mod pages;
mod prerequisites;
mod progress;
mod query_budget;
mod release_secrecy;
mod results;
mod rulings;
mod run_code;
mod secrecy;
mod sitting;
mod statements;
