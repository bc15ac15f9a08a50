//! A real browser, driven as a person would use it: by mouse and by keys.

use crate::project;
use chromiumoxide::browser::{Browser as Chromium, BrowserConfig};
use chromiumoxide::cdp::browser_protocol::emulation::{
    MediaFeature, SetDeviceMetricsOverrideParams, SetEmulatedMediaParams, SetScriptExecutionDisabledParams,
};
use chromiumoxide::cdp::browser_protocol::input::{
    DispatchKeyEventParams, DispatchKeyEventType, InsertTextParams,
};
use chromiumoxide::cdp::browser_protocol::log::EventEntryAdded;
use chromiumoxide::cdp::browser_protocol::page::{
    CaptureScreenshotFormat, EventJavascriptDialogOpening, HandleJavaScriptDialogParams,
};
use chromiumoxide::cdp::browser_protocol::target::{CreateBrowserContextParams, CreateTargetParams};
use chromiumoxide::cdp::js_protocol::runtime::EventExceptionThrown;
use chromiumoxide::page::ScreenshotParams;
use futures_util::StreamExt;
use serde_json::Value;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a page may take to become what is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long between two looks at a page.
const GLANCE: Duration = Duration::from_millis(15);

/// One browser process; each [`Page`] is a person of its own (cookies and storage are not shared).
#[derive(Debug)]
pub struct Browser {
    chromium: Chromium,
    profile: PathBuf,
}

/// A tab.
#[derive(Clone, Debug)]
pub struct Page {
    page: chromiumoxide::Page,
    complaints: Arc<Mutex<Vec<String>>>,
}

/// The widths that screenshots are taken at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// 1280 × 900.
    Desktop,
    /// 360 × 740, as a phone.
    Phone,
    /// 320 × 640, the narrowest that must work.
    Narrow,
}

/// The modifier of [`Page::press_with`] for the shift key.
pub const SHIFT: i64 = 8;

impl Browser {
    /// Starts the browser that is installed, or the one that `CHROME` names.
    ///
    /// # Panics
    /// If there is none: `./test` installs one.
    pub async fn launch() -> Browser {
        let profile = std::env::temp_dir().join(format!("invigil-browser-{}", uuid::Uuid::now_v7()));
        let config = BrowserConfig::builder()
            .new_headless_mode()
            .no_sandbox()
            .user_data_dir(&profile)
            .viewport(None)
            .window_size(1280, 900)
            .request_timeout(Duration::from_secs(60))
            .args([
                "disable-gpu",
                "disable-quic",
                "disable-component-update",
                "disable-sync",
                "hide-scrollbars",
            ])
            .args(["disable-background-timer-throttling", "disable-renderer-backgrounding", "no-first-run"])
            .build()
            .unwrap_or_else(|error| panic!("no browser to test with ({error}); ./test installs one"));
        let (chromium, mut events) = Chromium::launch(config)
            .await
            .unwrap_or_else(|error| panic!("the browser doesn't start: {error}"));
        tokio::spawn(async move { while events.next().await.is_some() {} });
        Browser { chromium, profile }
    }

    /// Opens a tab of somebody new.
    pub async fn page(&self) -> Page {
        let context = self
            .chromium
            .execute(CreateBrowserContextParams::default())
            .await
            .expect("a new context")
            .result
            .browser_context_id;
        let target = CreateTargetParams::builder().url("about:blank").browser_context_id(context).build();
        self.adopt(self.chromium.new_page(target.expect("a target")).await.expect("a new tab")).await
    }

    /// Opens a second tab of the person of `page`.
    pub async fn second_tab(&self, page: &Page) -> Page {
        let id = page.page.target_id().clone();
        let info = self
            .chromium
            .execute(
                chromiumoxide::cdp::browser_protocol::target::GetTargetInfoParams::builder()
                    .target_id(id)
                    .build(),
            )
            .await
            .expect("the tab is known")
            .result
            .target_info;
        let context = info.browser_context_id.expect("a tab has a context");
        let target = CreateTargetParams::builder().url("about:blank").browser_context_id(context).build();
        self.adopt(self.chromium.new_page(target.expect("a target")).await.expect("a new tab")).await
    }

    async fn adopt(&self, page: chromiumoxide::Page) -> Page {
        let complaints = Arc::new(Mutex::new(Vec::new()));
        page.enable_log().await.expect("the log can be read");
        let mut log = page.event_listener::<EventEntryAdded>().await.expect("the log can be read");
        let mut thrown = page.event_listener::<EventExceptionThrown>().await.expect("exceptions can be read");
        let (from_log, from_code) = (complaints.clone(), complaints.clone());
        tokio::spawn(async move {
            while let Some(event) = log.next().await {
                let entry = &event.entry;
                // A lost connection is reported as an error of the network, which tests bring about on purpose.
                if format!("{:?}", entry.source) != "Network" {
                    keep(&from_log, entry.text.clone());
                }
            }
        });
        tokio::spawn(async move {
            while let Some(event) = thrown.next().await {
                keep(&from_code, format!("{:?}", event.exception_details));
            }
        });
        let mut dialogs =
            page.event_listener::<EventJavascriptDialogOpening>().await.expect("dialogs can be read");
        let asked = page.clone();
        tokio::spawn(async move {
            while dialogs.next().await.is_some() {
                // "Leave this page?" A person who means to leave says yes. The page may be gone by then.
                let _ = asked.execute(HandleJavaScriptDialogParams::new(true)).await;
            }
        });
        let page = Page { page, complaints };
        page.screen(Screen::Desktop).await;
        page
    }

    /// Ends the browser.
    pub async fn close(mut self) {
        // A browser that is gone already is closed.
        let _ = self.chromium.close().await;
        let _ = self.chromium.wait().await;
        let _ = tokio::fs::remove_dir_all(&self.profile).await;
    }
}

fn keep(complaints: &Mutex<Vec<String>>, complaint: String) {
    complaints.lock().unwrap_or_else(PoisonError::into_inner).push(complaint);
}

impl Page {
    /// Goes to an address and waits until the page is loaded.
    pub async fn go(&self, url: &str) {
        self.page.goto(url).await.unwrap_or_else(|error| panic!("{url}: {error}"));
        self.until("document.readyState === 'complete'").await;
    }

    /// Loads the page again.
    pub async fn reload(&self) {
        self.page.reload().await.expect("the page reloads");
        self.until("document.readyState === 'complete'").await;
    }

    /// The value of a JavaScript expression.
    pub async fn value(&self, expression: &str) -> Value {
        self.page
            .evaluate(expression)
            .await
            .unwrap_or_else(|error| panic!("{expression}: {error}"))
            .into_value()
            .unwrap_or(Value::Null)
    }

    /// Waits until an expression is true, across navigations.
    ///
    /// # Panics
    /// If it isn't within 20 seconds.
    pub async fn until(&self, expression: &str) {
        let look = format!("(() => {{ try {{ return !!({expression}); }} catch {{ return false; }} }})()");
        let start = Instant::now();
        loop {
            // A navigation in between makes the question fail; it is asked again in the next page.
            if let Ok(Ok(seen)) = tokio::time::timeout(PATIENCE, self.page.evaluate(look.as_str())).await
                && seen.into_value::<bool>().unwrap_or(false)
            {
                return;
            }
            if start.elapsed() > PATIENCE {
                let body = self.page.evaluate("location.href + '\\n' + document.body.innerText").await;
                let body = body.ok().and_then(|body| body.into_value::<String>().ok()).unwrap_or_default();
                panic!("never became true: {expression}\n{body}\n{:?}", self.complaints());
            }
            tokio::time::sleep(GLANCE).await;
        }
    }

    /// Waits until the page's visible text holds this.
    pub async fn until_says(&self, text: &str) {
        self.until(&format!("document.body.innerText.includes({})", Value::from(text))).await;
    }

    /// Waits until the address ends so.
    pub async fn until_at(&self, ending: &str) {
        self.until(&format!(
            "location.href.endsWith({}) && document.readyState === 'complete'",
            Value::from(ending)
        ))
        .await;
    }

    /// Clicks the middle of an element with the mouse, once it stands still and nothing covers it.
    pub async fn click(&self, selector: &str) {
        let quoted = Value::from(selector);
        self.until(&format!("document.querySelector({quoted})?.checkVisibility()")).await;
        let find = format!(
            "(() => {{ const element = document.querySelector({quoted}); \
             element.scrollIntoView({{block: 'center', behavior: 'instant'}}); \
             const box = element.getBoundingClientRect(); const x = box.x + box.width / 2, y = box.y + box.height / 2; \
             return element.contains(document.elementFromPoint(x, y)) ? [x, y] : null; }})()"
        );
        let start = Instant::now();
        let mut last = Value::Null;
        let place = loop {
            let place = self.value(&find).await;
            if place == last && place.is_array() {
                break place;
            }
            assert!(start.elapsed() < PATIENCE, "{selector} is covered or never stands still");
            last = place;
            tokio::time::sleep(GLANCE).await;
        };
        let at = |index: usize| place[index].as_f64().unwrap_or_else(|| panic!("{selector} has no place"));
        self.page
            .click(chromiumoxide::layout::Point::new(at(0), at(1)))
            .await
            .unwrap_or_else(|error| panic!("{selector}: {error}"));
    }

    /// Types into a field as a person would: clicks it, then key after key.
    pub async fn fill(&self, selector: &str, text: &str) {
        self.click(selector).await;
        let field =
            self.page.find_element(selector).await.unwrap_or_else(|error| panic!("{selector}: {error}"));
        field.type_str(text).await.unwrap_or_else(|error| panic!("{selector}: {error}"));
    }

    /// Puts a text into a field at once, as from the clipboard: clicks it first.
    pub async fn paste(&self, selector: &str, text: &str) {
        self.click(selector).await;
        self.page
            .execute(InsertTextParams::new(text))
            .await
            .unwrap_or_else(|error| panic!("{selector}: {error}"));
    }

    /// Presses a key wherever the focus is: `a`, `1`, `?`, `Enter`, `Tab`, `Escape`, `ArrowRight`...
    pub async fn press(&self, key: &str) {
        self.press_with(key, 0).await;
    }

    /// Presses a key together with modifiers ([`SHIFT`]).
    pub async fn press_with(&self, key: &str, modifiers: i64) {
        let text = match key {
            "Enter" => Some("\r".to_owned()),
            " " => Some(" ".to_owned()),
            _ if key.chars().count() == 1 => Some(key.to_owned()),
            _ => None,
        };
        let code = match key {
            "Enter" => 13,
            "Tab" => 9,
            "Escape" => 27,
            "ArrowLeft" => 37,
            "ArrowUp" => 38,
            "ArrowRight" => 39,
            "ArrowDown" => 40,
            _ => key.to_ascii_uppercase().bytes().next().map_or(0, i64::from),
        };
        for kind in [DispatchKeyEventType::KeyDown, DispatchKeyEventType::KeyUp] {
            let mut event = DispatchKeyEventParams::builder()
                .r#type(kind.clone())
                .key(key)
                .windows_virtual_key_code(code)
                .modifiers(modifiers);
            if let (DispatchKeyEventType::KeyDown, Some(text)) = (kind, &text) {
                event = event.text(text.clone());
            }
            self.page
                .execute(event.build().expect("a key"))
                .await
                .unwrap_or_else(|error| panic!("{key}: {error}"));
        }
    }

    /// Presses Tab until an element that matches has the focus.
    ///
    /// # Panics
    /// If 200 presses don't lead there: it can't be reached by keyboard.
    pub async fn tab_to(&self, selector: &str) {
        let reached = format!("document.activeElement?.matches({})", Value::from(selector));
        for _ in 0..200 {
            if self.value(&reached).await == Value::Bool(true) {
                return;
            }
            self.press("Tab").await;
        }
        panic!("{selector} can't be reached by the Tab key");
    }

    /// Sets the size of the screen.
    pub async fn screen(&self, screen: Screen) {
        let (width, height, mobile) = match screen {
            Screen::Desktop => (1280, 900, false),
            Screen::Phone => (360, 740, true),
            Screen::Narrow => (320, 640, true),
        };
        self.page
            .execute(SetDeviceMetricsOverrideParams::new(
                width,
                height,
                if mobile { 2.0 } else { 1.0 },
                mobile,
            ))
            .await
            .expect("the size can be set");
    }

    /// Prefers dark or light colours, as the system of a person would.
    pub async fn dark(&self, dark: bool) {
        let scheme = if dark { "dark" } else { "light" };
        self.page
            .emulate_media_features(vec![MediaFeature::new("prefers-color-scheme", scheme)])
            .await
            .expect("colours can be preferred");
    }

    /// Shows the page as it is printed, or as on a screen again.
    pub async fn print(&self, on: bool) {
        let media = if on { "print" } else { "screen" };
        let params = SetEmulatedMediaParams::builder().media(media).build();
        self.page.execute(params).await.expect("the medium can be set");
    }

    /// Switches the page's scripts off or on, from the next page on.
    pub async fn scripts(&self, on: bool) {
        self.page.execute(SetScriptExecutionDisabledParams::new(!on)).await.expect("scripts can be switched");
    }

    /// Takes a picture of the whole page into `target/screenshots/NAME.png`.
    pub async fn picture(&self, name: &str) {
        let folder = project().join("target/screenshots");
        std::fs::create_dir_all(&folder).expect("the folder is made");
        let params = ScreenshotParams::builder().format(CaptureScreenshotFormat::Png).full_page(true).build();
        let png = self.page.screenshot(params).await.expect("a picture");
        std::fs::write(folder.join(format!("{name}.png")), png).expect("the picture is kept");
    }

    /// What axe finds in the page, one line each; nothing is what we want.
    pub async fn axe(&self) -> Vec<String> {
        static AXE: &str = include_str!("../vendor/axe-core/axe.min.js");
        if self.value("typeof axe").await != "object" {
            self.page.evaluate_expression(AXE).await.expect("axe loads");
        }
        let found = self
            .value(
                "axe.run(document, {resultTypes: ['violations']}).then(result => result.violations.flatMap(violation => \
                 violation.nodes.map(node => `${violation.id}: ${node.target} ${node.failureSummary}`)))",
            )
            .await;
        found
            .as_array()
            .expect("axe answers")
            .iter()
            .map(|line| line.as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// Errors in the console since the page was opened: exceptions, violated policies.
    pub fn complaints(&self) -> Vec<String> {
        self.complaints.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
