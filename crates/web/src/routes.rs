//! The route table: every address, who may use it, and what answers.

use crate::middleware::{
    RequestIds, RequestSpan, after_panic, careful_headers, no_foreign_request_id, words_for_failures,
};
use crate::pages::{
    account, answers, assignments, bank, banks, certification, classes, data, exams, health, history, home,
    image, items, live, own_items, pathway, people, plan, practice, progress, python, queue, result, results,
    review, room, rules, rulings, score_reports, sign_in, sign_out, sign_up, state, submit, take_over, theme,
    welcome,
};
use crate::state::App;
use crate::{assets, error::Error};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::Method;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, get, post, put};
use std::sync::Arc;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::request_id::{PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::{DefaultOnResponse, TraceLayer};

/// The largest body that a route takes, in bytes: a form filled with all it allows.
fn largest_body(path: &str) -> usize {
    match path {
        // Every text of an item at its longest, each character sent as four bytes in percent notation.
        "/instructor/items/{item}/edit"
        | "/instructor/items/preview"
        | "/instructor/banks/{bank}/items/new" => 2 * 1024 * 1024,
        // A thousand lines with a long name each.
        "/instructor/classes/{class}/roster" => 1024 * 1024,
        "/instructor/banks/{bank}/import" => banks::upload::LARGEST_BODY,
        _ => 64 * 1024,
    }
}

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Anyone,
    /// Whoever has a session, guest or account. An attempt is its owner's alone: to others it does not exist.
    Candidate,
    /// Whoever has an account.
    Account,
    /// Instructors and administrators.
    Instructor,
    /// Administrators.
    Administrator,
}

/// One line of the table.
#[derive(Clone, Debug)]
pub struct Route {
    /// The method; a `GET` route answers `HEAD` as well.
    pub method: Method,
    /// The address, with parameters in braces.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
}

type Handler = MethodRouter<Arc<App>>;

fn table() -> Vec<(Route, Handler)> {
    use Access::{Account, Administrator, Anyone, Candidate, Instructor};
    let line = |method, path, access, handler| (Route { method, path, access }, handler);
    let on_get = |path, access, handler| line(Method::GET, path, access, handler);
    let on_post = |path, access, handler| line(Method::POST, path, access, handler);
    vec![
        on_get("/", Anyone, get(home::show)),
        on_get("/certifications/{certification}", Anyone, get(certification::show)),
        on_get("/exams/{certification}/{edition}", Anyone, get(rules::show)),
        on_post("/exams/{certification}/{edition}", Anyone, post(rules::start)),
        on_get("/attempts/{attempt}", Candidate, get(room::show)),
        on_get("/attempts/{attempt}/state", Candidate, get(state::show)),
        on_post("/attempts/{attempt}/take-over", Candidate, post(take_over::take_over)),
        line(Method::PUT, "/attempts/{attempt}/answers/{position}", Candidate, put(answers::save)),
        line(Method::PUT, "/attempts/{attempt}/presence", Candidate, put(live::presence::note)),
        on_post("/attempts/{attempt}/items/{position}", Candidate, post(answers::save_form)),
        on_get("/attempts/{attempt}/review", Candidate, get(review::show)),
        on_post("/attempts/{attempt}/submit", Candidate, post(submit::submit)),
        on_get("/attempts/{attempt}/result", Candidate, get(result::show)),
        on_post("/attempts/{attempt}/items/{position}/report", Candidate, post(items::report::send)),
        on_post("/attempts/{attempt}/items/{position}/report/read", Candidate, post(items::report::read)),
        on_get("/practice", Anyone, get(practice::show)),
        on_post("/practice", Anyone, post(practice::begin)),
        on_get("/practice/{practice}", Candidate, get(practice::set::show)),
        on_post("/practice/{practice}/items/{position}", Candidate, post(practice::set::answer)),
        on_post("/practice/{practice}/end", Candidate, post(practice::set::end)),
        on_post("/own-items/{item}/note", Candidate, post(own_items::note)),
        on_post("/own-items/{item}/flag", Candidate, post(own_items::flag)),
        on_get("/review", Anyone, get(queue::show)),
        on_post("/review/{item}", Candidate, post(queue::change)),
        on_get("/attempts/{attempt}/report", Candidate, get(score_reports::own::attempt)),
        on_post("/attempts/{attempt}/report", Candidate, post(score_reports::own::publish_attempt)),
        on_get("/attempts/{attempt}/report.pdf", Candidate, get(score_reports::own::attempt_pdf)),
        on_post("/attempts/{attempt}/report/revoke", Candidate, post(score_reports::own::revoke_attempt)),
        on_get("/certifications/{certification}/report", Candidate, get(score_reports::own::recognition)),
        on_post(
            "/certifications/{certification}/report",
            Candidate,
            post(score_reports::own::publish_recognition),
        ),
        on_get(
            "/certifications/{certification}/report.pdf",
            Candidate,
            get(score_reports::own::recognition_pdf),
        ),
        on_post(
            "/certifications/{certification}/report/revoke",
            Candidate,
            post(score_reports::own::revoke_recognition),
        ),
        on_get("/verify", Anyone, get(score_reports::verify::ask)),
        on_get("/verify/keys", Anyone, get(score_reports::verify::keys)),
        on_get("/verify/{token}", Anyone, get(score_reports::verify::show)),
        on_get("/verify/{token}/report.pdf", Anyone, get(score_reports::verify::report_pdf)),
        on_get("/verify/{token}/statement.json", Anyone, get(score_reports::verify::statement)),
        on_get("/verify/{token}/signature", Anyone, get(score_reports::verify::signature)),
        on_get("/verify/{token}/key.pem", Anyone, get(score_reports::verify::key)),
        on_get("/pathway", Anyone, get(pathway::show)),
        on_get("/history", Anyone, get(history::show)),
        on_get("/progress", Anyone, get(progress::show)),
        on_get("/progress/{certification}", Anyone, get(progress::certification::show)),
        on_get("/plan", Anyone, get(plan::list::show)),
        on_get("/plan/{certification}", Anyone, get(plan::show::show)),
        on_post("/plan/{certification}", Anyone, post(plan::form::save)),
        on_get("/plan/{certification}/edit", Candidate, get(plan::form::edit)),
        on_get("/plan/{certification}/plan.ics", Candidate, get(plan::calendar::show)),
        on_post("/plan/{certification}/delete", Candidate, post(plan::show::delete)),
        on_get("/history.csv", Candidate, get(history::export::exams)),
        on_get("/history/sections.csv", Candidate, get(history::export::sections)),
        on_get("/history/answers.csv", Candidate, get(history::export::answers)),
        on_get("/data", Candidate, get(data::show::show)),
        on_get("/data.zip", Candidate, get(data::download::all)),
        on_get("/data/attempts/{attempt}", Candidate, get(data::attempt::show)),
        on_post("/data/attempts/{attempt}", Candidate, post(data::attempt::delete)),
        on_get("/data/practice", Candidate, get(data::practice::show)),
        on_post("/data/practice", Candidate, post(data::practice::delete)),
        on_post("/data/hand-over", Instructor, post(data::hand_over::send)),
        on_get("/data/delete", Candidate, get(data::delete::show)),
        on_post("/data/delete", Candidate, post(data::delete::delete)),
        on_get("/data/deleted", Anyone, get(data::delete::deleted)),
        on_get("/sign-up", Anyone, get(sign_up::show)),
        on_post("/sign-up", Anyone, post(sign_up::sign_up)),
        on_get("/sign-in", Anyone, get(sign_in::show)),
        on_post("/sign-in", Anyone, post(sign_in::sign_in)),
        on_post("/sign-out", Anyone, post(sign_out::sign_out)),
        on_get("/welcome/{token}", Anyone, get(welcome::show)),
        on_post("/welcome/{token}", Anyone, post(welcome::accept)),
        on_get("/account", Account, get(account::show)),
        on_post("/account/name", Account, post(account::set_name)),
        on_post("/account/password", Account, post(account::set_password)),
        on_post("/account/sessions", Account, post(account::end_other_sessions)),
        on_get("/instructor/bank", Instructor, get(bank::show)),
        on_get("/instructor/bank/{certification}", Instructor, get(bank::certification)),
        on_get("/instructor/bank/{certification}/{section}", Instructor, get(bank::section)),
        on_get("/instructor/items/{item}/key", Instructor, get(rulings::propose::show)),
        on_post("/instructor/items/{item}/key", Instructor, post(rulings::propose::propose)),
        on_get("/instructor/rulings/{ruling}", Instructor, get(rulings::ruling::show)),
        on_post("/instructor/rulings/{ruling}", Instructor, post(rulings::ruling::decide)),
        on_get("/instructor/assignments/{assignment}/live", Instructor, get(live::show)),
        on_get("/instructor/assignments/{assignment}/live/events", Instructor, get(live::events::show)),
        on_get("/instructor/assignments/{assignment}/results", Instructor, get(results::matrix::show)),
        on_get("/instructor/assignments/{assignment}/results.csv", Instructor, get(results::export::csv)),
        on_get("/instructor/assignments/{assignment}/results.xlsx", Instructor, get(results::export::xlsx)),
        on_get(
            "/instructor/assignments/{assignment}/results/{person}",
            Instructor,
            get(results::person::show),
        ),
        on_get("/instructor/banks", Instructor, get(banks::list)),
        on_post("/instructor/banks", Instructor, post(banks::create)),
        on_get("/instructor/banks/{bank}", Instructor, get(banks::show::show)),
        on_post("/instructor/banks/{bank}/name", Instructor, post(banks::show::rename)),
        on_post("/instructor/banks/{bank}/delete", Instructor, post(banks::show::delete)),
        on_get("/instructor/banks/{bank}/share", Instructor, get(banks::share::show)),
        on_post("/instructor/banks/{bank}/share", Instructor, post(banks::share::share)),
        on_post("/instructor/banks/{bank}/share/{person}", Instructor, post(banks::share::change)),
        on_get("/instructor/banks/{bank}/import", Instructor, get(banks::upload::show)),
        // It counts for itself what it keeps.
        on_post(
            "/instructor/banks/{bank}/import",
            Instructor,
            post(banks::upload::send).layer(DefaultBodyLimit::disable()),
        ),
        on_get("/instructor/imports/{import}", Instructor, get(banks::import::show)),
        on_get("/instructor/imports/{import}/state", Instructor, get(banks::import::state)),
        on_post("/instructor/imports/{import}/apply", Instructor, post(banks::import::apply)),
        on_post("/instructor/imports/{import}/discard", Instructor, post(banks::import::discard)),
        on_get("/instructor/banks/{bank}/export/{format}", Instructor, get(banks::export::show)),
        on_get("/images/{name}", Candidate, get(image::show)),
        on_get("/python/{fingerprint}/{name}", Anyone, get(python::file)),
        on_get("/instructor/items/{item}", Instructor, get(items::view::show)),
        on_get("/instructor/items/{item}/edit", Instructor, get(items::edit::show)),
        on_post("/instructor/items/{item}/edit", Instructor, post(items::edit::save)),
        on_post("/instructor/items/{item}/withdraw", Instructor, post(items::withdraw::withdraw)),
        on_post("/instructor/items/{item}/restore", Instructor, post(items::withdraw::restore)),
        on_get("/instructor/items/{item}/revisions/{a}/{b}", Instructor, get(items::difference::show)),
        on_post("/instructor/items/preview", Instructor, post(items::preview::show)),
        on_get("/instructor/banks/{bank}/items/new", Instructor, get(items::new::show)),
        on_post("/instructor/banks/{bank}/items/new", Instructor, post(items::new::save)),
        on_get("/instructor/reports", Instructor, get(items::inbox::show)),
        on_post("/instructor/reports/{report}/answer", Instructor, post(items::inbox::answer)),
        on_get("/instructor/exams", Instructor, get(exams::list)),
        on_get("/instructor/exams/new", Instructor, get(exams::new)),
        on_post("/instructor/exams/new", Instructor, post(exams::make)),
        on_get("/instructor/exams/{exam}", Instructor, get(exams::show)),
        on_get("/instructor/exams/{exam}/edit", Instructor, get(exams::edit)),
        on_post("/instructor/exams/{exam}/edit", Instructor, post(exams::change)),
        on_get("/instructor/exams/{exam}/preview", Instructor, get(exams::preview)),
        on_post("/instructor/exams/{exam}/archive", Instructor, post(exams::archive)),
        on_get("/instructor/classes", Instructor, get(classes::list::show)),
        on_post("/instructor/classes", Instructor, post(classes::list::create)),
        on_get("/instructor/classes/{class}", Instructor, get(classes::class::show)),
        on_post("/instructor/classes/{class}/name", Instructor, post(classes::class::rename)),
        on_post("/instructor/classes/{class}/joining", Instructor, post(classes::class::set_joining)),
        on_post("/instructor/classes/{class}/code", Instructor, post(classes::class::renew_code)),
        on_post("/instructor/classes/{class}/archive", Instructor, post(classes::class::archive)),
        on_get("/instructor/classes/{class}/roster", Instructor, get(classes::roster::show)),
        on_post("/instructor/classes/{class}/roster", Instructor, post(classes::roster::add)),
        on_post(
            "/instructor/classes/{class}/members/{person}/remove",
            Instructor,
            post(classes::class::remove),
        ),
        on_post(
            "/instructor/classes/{class}/members/{person}/link",
            Instructor,
            post(classes::invite::again),
        ),
        on_get("/instructor/classes/{class}/assignments/new", Instructor, get(assignments::form::new)),
        on_post("/instructor/classes/{class}/assignments/new", Instructor, post(assignments::form::create)),
        on_get("/instructor/assignments/{assignment}", Instructor, get(assignments::manage::show)),
        on_get("/instructor/assignments/{assignment}/edit", Instructor, get(assignments::form::edit)),
        on_post("/instructor/assignments/{assignment}/edit", Instructor, post(assignments::form::change)),
        on_post("/instructor/assignments/{assignment}/cancel", Instructor, post(assignments::manage::cancel)),
        on_post(
            "/instructor/assignments/{assignment}/release",
            Instructor,
            post(assignments::manage::release_by_hand),
        ),
        on_get(
            "/instructor/assignments/{assignment}/overrides/{person}",
            Instructor,
            get(assignments::person::show),
        ),
        on_post(
            "/instructor/assignments/{assignment}/overrides/{person}",
            Instructor,
            post(assignments::person::allow),
        ),
        on_post(
            "/instructor/assignments/{assignment}/overrides/{person}/reset",
            Instructor,
            post(assignments::person::reset),
        ),
        on_get("/join", Anyone, get(classes::join::ask)),
        on_get("/join/{code}", Anyone, get(classes::join::show)),
        on_post("/join/{code}", Account, post(classes::join::join)),
        on_post("/account/classes/leave", Account, post(classes::join::leave)),
        on_get("/assignments/{assignment}", Account, get(assignments::candidate::show)),
        on_post("/assignments/{assignment}", Account, post(assignments::candidate::start)),
        on_get("/administrator/people", Administrator, get(people::show)),
        on_post("/administrator/people/{person}/role", Administrator, post(people::set_role)),
        on_post("/theme", Anyone, post(theme::choose)),
        on_get("/healthz", Anyone, get(health::alive)),
        on_get("/readyz", Anyone, get(health::ready)),
    ]
}

/// The route table, without the static files.
pub fn routes() -> Vec<Route> {
    table().into_iter().map(|(route, _)| route).collect()
}

/// The whole web server as a service.
pub fn router(app: Arc<App>) -> Router {
    let mut router = Router::new();
    for (route, handler) in table() {
        let limit = RequestBodyLimitLayer::new(largest_body(route.path));
        router = router.route(route.path, handler.layer(limit));
    }
    let csrf = CsrfLayer::new();
    let csrf = match csrf.clone().add_trusted_origin(&app.settings.public_url) {
        Ok(with_origin) => with_origin,
        Err(error) => {
            tracing::warn!(%error, url = app.settings.public_url, "the public address is no origin");
            csrf
        }
    };
    // The first layer is the outermost.
    let layers = ServiceBuilder::new()
        .layer(from_fn(no_foreign_request_id))
        .layer(SetRequestIdLayer::x_request_id(RequestIds))
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(RequestSpan)
                .on_response(DefaultOnResponse::new().level(tracing::Level::DEBUG)),
        )
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(from_fn_with_state(app.clone(), careful_headers))
        .layer(CompressionLayer::new())
        .layer(from_fn(words_for_failures))
        .layer(CatchPanicLayer::custom(after_panic))
        .layer(csrf);
    router.merge(assets::router()).fallback(|| async { Error::NotFound }).with_state(app).layer(layers)
}
