//! The store against a real Postgres.

mod assignments;
mod attempts;
mod audit;
mod bank;
mod banks;
mod cards;
mod class_results;
mod classes;
mod exams;
mod imports;
mod item_reports;
mod item_statistics;
mod items;
mod own_data;
mod people;
mod plans;
mod practice;
mod presence;
mod queries;
mod races;
mod rulings;
mod saving;
mod score_reports;

use invigil_store::Role;
use invigil_tests::Site;
use uuid::Uuid;

/// Two accounts with this role.
async fn people_of(site: &Site, role: Role) -> [Uuid; 2] {
    let mut people = [Uuid::nil(); 2];
    for (number, person) in people.iter_mut().enumerate() {
        let email = format!("{}-{number}@example.org", role.name());
        let made = site.store.create_account(&email, "Somebody", role, Some("x")).await.expect("answers");
        *person = made.expect("nobody has this address");
    }
    people
}
