//! Which areas a week is given to: those with most to gain, none forgotten, none three weeks in a row while there is another.

use super::{ENOUGH_FOR_TWO, Focus, Standing, Why, sets};
use crate::AreaEstimate;

/// What a safe level is above the pass mark, and the highest that is asked for.
const MARGIN: f64 = 0.15;
const SAFEST: f64 = 0.95;

/// What even a safe area has to gain: it is forgotten without practice.
const LEAST_GAIN: f64 = 0.03;

/// How many weeks in a row an area may be a focus.
const IN_A_ROW: usize = 2;

fn safe(pass_percent: u8) -> f64 {
    (f64::from(pass_percent) / 100.0 + MARGIN).min(SAFEST)
}

/// How well an area is known as far as that is sure: half-way between the estimate and the lower end of its interval. So of two
/// with the same estimate the one that was measured less comes first.
fn level(area: &AreaEstimate) -> f64 {
    f64::midpoint(area.mean, area.low)
}

/// What there is to gain: the share of the score times the distance to a safe level.
fn gain(area: &AreaEstimate, pass_percent: u8) -> f64 {
    area.weight * (safe(pass_percent) - level(area)).max(LEAST_GAIN)
}

/// An area as a focus, with the reason.
pub(super) fn told(area: &AreaEstimate, pass_percent: u8) -> Focus {
    let pass = f64::from(pass_percent) / 100.0;
    let why = match area {
        _ if area.asked == 0 => Why::Unmeasured,
        _ if !area.is_known() => Why::Unsure,
        _ if area.mean < pass => Why::Weak,
        _ if area.mean < safe(pass_percent) => Why::Close,
        _ => Why::Fresh,
    };
    let percent = |share: f64| (share.clamp(0.0, 1.0) * 100.0).round() as u8;
    Focus {
        area: area.id.clone(),
        why,
        percent: percent(area.mean),
        asked: area.asked,
        share: percent(area.weight),
    }
}

/// The areas of each week, by their places in `standing.areas`; `rooms` are the items of practice that fit into each day of it.
pub(super) fn shares(rooms: &[Vec<u32>], standing: &Standing<'_>) -> Vec<Vec<usize>> {
    let areas = standing.areas;
    let practised = rooms.iter().filter(|room| room.iter().any(|items| *items > 0)).count();
    let how_many: Vec<usize> = rooms
        .iter()
        .map(|room| {
            let items: u32 = room.iter().sum();
            match areas.len() {
                _ if items == 0 => 0,
                0 | 1 => areas.len(),
                all if items > 1 && (items >= ENOUGH_FOR_TWO || all > practised) => 2,
                _ => 1,
            }
        })
        .collect();
    let mut slots: usize = how_many.iter().sum();
    let mut given = vec![0_u32; areas.len()];
    let mut chosen: Vec<Vec<usize>> = before(standing);
    let earlier = chosen.len();
    for (room, &number) in rooms.iter().zip(&how_many) {
        if number == 0 {
            // A week without practice breaks no row.
            chosen.push(Vec::new());
            continue;
        }
        let sizes = sizes(room, number);
        let mut week = Vec::new();
        for size in sizes {
            let open: Vec<usize> = (0..areas.len()).filter(|area| !week.contains(area)).collect();
            let waiting = given.iter().filter(|items| **items == 0).count();
            // Those that didn't come up yet, once there are only as many turns left; else all.
            let due: Vec<usize> =
                open.iter().copied().filter(|area| waiting < slots || given[*area] == 0).collect();
            let rested: Vec<usize> = due.iter().copied().filter(|area| !in_a_row(&chosen, *area)).collect();
            let candidates =
                [rested, due, open].into_iter().find(|some| !some.is_empty()).unwrap_or_default();
            let best = candidates.into_iter().max_by(|&one, &other| {
                let worth = |area: usize| {
                    gain(&areas[area], standing.pass_percent) / f64::from(given[area] + size.max(1))
                };
                // Of two that are worth the same, the first.
                worth(one).total_cmp(&worth(other)).then(other.cmp(&one))
            });
            let Some(best) = best else { break };
            given[best] += size;
            week.push(best);
            slots -= 1;
        }
        chosen.push(week);
    }
    fair(chosen, earlier, rooms, areas)
}

/// The focus areas of the weeks before, by place.
fn before(standing: &Standing<'_>) -> Vec<Vec<usize>> {
    let place = |id: &String| standing.areas.iter().position(|area| area.id == *id);
    standing.before.iter().map(|week| week.iter().filter_map(place).collect()).collect()
}

/// Whether an area was a focus of the last weeks with practice, as many as it may be in a row.
fn in_a_row(chosen: &[Vec<usize>], area: usize) -> bool {
    let last: Vec<&Vec<usize>> = chosen.iter().rev().filter(|week| !week.is_empty()).take(IN_A_ROW).collect();
    last.len() == IN_A_ROW && last.iter().all(|week| week.contains(&area))
}

/// How many items each of a week's areas gets.
fn sizes(room: &[u32], number: usize) -> Vec<u32> {
    let mut sizes = vec![0; number];
    for (_, place, items) in sets(room, number) {
        sizes[place] += items;
    }
    sizes
}

/// Weeks differ in how much fits into them, so taking turns may give a weaker area less than a stronger one of the same weight.
/// Then these change places in the whole plan, which keeps everything else about it.
fn fair(
    chosen: Vec<Vec<usize>>,
    earlier: usize,
    rooms: &[Vec<u32>],
    areas: &[AreaEstimate],
) -> Vec<Vec<usize>> {
    let planned = &chosen[earlier..];
    let mut given = vec![0_u32; areas.len()];
    for (week, room) in planned.iter().zip(rooms) {
        for (&area, items) in week.iter().zip(sizes(room, week.len())) {
            given[area] += items;
        }
    }
    let mut becomes: Vec<usize> = (0..areas.len()).collect();
    for one in 0..areas.len() {
        let alike: Vec<usize> = (0..areas.len())
            .filter(|other| (areas[*other].weight - areas[one].weight).abs() < 1e-9)
            .collect();
        if alike[0] != one {
            continue;
        }
        let mut weakest = alike;
        weakest.sort_by(|a, b| level(&areas[*a]).total_cmp(&level(&areas[*b])).then(a.cmp(b)));
        let mut most = weakest.clone();
        most.sort_by_key(|area| std::cmp::Reverse(given[*area]));
        for (area, role) in weakest.into_iter().zip(most) {
            becomes[role] = area;
        }
    }
    let changed: Vec<Vec<usize>> =
        planned.iter().map(|week| week.iter().map(|area| becomes[*area]).collect()).collect();
    let whole: Vec<Vec<usize>> = chosen[..earlier].iter().chain(&changed).cloned().collect();
    let rows = (0..whole.len()).any(|week| whole[week].iter().any(|area| in_a_row(&whole[..week], *area)));
    // What was done in the weeks before can't change places.
    if earlier > 0 && rows { chosen[earlier..].to_vec() } else { changed }
}
