"""The contrast of every text that a browser shows, by the formula of WCAG 2.2 (success criterion 1.4.3).

The ground of a text is what lies behind it: the backgrounds of the elements around it, blended where they let through. Large
text, from 24 pixels or from 18.66 bold, and signs of an icon font may have 3 to 1. What is disabled is exempt, as in WCAG.
"""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

_MEASURE = """() => {
    const pixel = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    const known = new Map();
    const parse = color => {
        if (!known.has(color)) {
            pixel.canvas.width = pixel.canvas.height = 1;
            pixel.fillStyle = color;
            pixel.fillRect(0, 0, 1, 1);
            const [r, g, b, a] = pixel.getImageData(0, 0, 1, 1).data;
            known.set(color, [r, g, b, a / 255]);
        }
        return known.get(color);
    };
    const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
    const light = color => {
        const [r, g, b] = color.slice(0, 3).map(c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (one, other) => {
        const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
        return (high + 0.05) / (low + 0.05);
    };
    const blend = element => {  // the ground, and how much of the text comes through
        const layers = [];
        let opacity = 1;
        for (let at = element; at; at = at.parentElement) {
            const style = getComputedStyle(at);
            const ground = parse(style.backgroundColor);
            layers.push(ground);
            opacity *= parseFloat(style.opacity);
        }
        return [layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]), opacity];
    };
    const isShown = element => element.checkVisibility({checkOpacity: true, checkVisibilityCSS: true})
        && !element.closest('[disabled], [aria-disabled="true"], [data-testid="stStatusWidget"]');
    const found = [];
    const add = (element, words, color) => {
        const style = getComputedStyle(element);
        const [ground, opacity] = blend(element);
        const ink = parse(color);
        const seen = over([...ink.slice(0, 3), ink[3] * opacity], ground);
        const size = parseFloat(style.fontSize);
        const large = size >= 24 || (size >= 18.66 && parseInt(style.fontWeight) >= 700);
        const icon = /Material/.test(style.fontFamily);
        found.push({words: words.trim().slice(0, 60), ratio: contrast(seen, ground), least: large || icon ? 3 : 4.5,
            ink: color, ground: `rgb(${ground.slice(0, 3).map(Math.round)})`,
            place: element.closest('[data-testid]')?.dataset.testid + ' ' + element.className});
    };
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const element = walk.currentNode.parentElement;
        if (!walk.currentNode.data.trim() || /^(SCRIPT|STYLE|NOSCRIPT)$/.test(element.tagName)) continue;
        const range = document.createRange();
        range.selectNodeContents(walk.currentNode);
        const box = range.getBoundingClientRect();
        const around = element.getBoundingClientRect();
        if (Math.min(box.width, box.height, around.width, around.height) > 1 && isShown(element))
            add(element, walk.currentNode.data, getComputedStyle(element).color);
    }
    for (const field of document.querySelectorAll('input, textarea')) {
        if (/^(hidden|file|radio|checkbox)$/.test(field.type)) continue;
        if (!isShown(field) || field.getBoundingClientRect().width <= 1) continue;
        if (field.value) add(field, field.value, getComputedStyle(field).color);
        else if (field.placeholder) add(field, field.placeholder, getComputedStyle(field, '::placeholder').color);
    }
    return found;
}"""


@dataclass(frozen=True)
class Seen:
    """One text as it is seen."""

    words: str
    ratio: float  # 1 to 21
    least: float  # what WCAG asks of a text so large
    ink: str
    ground: str
    place: str  # the part of Streamlit and the classes that it stands in

    @property
    def is_legible(self) -> bool:
        return self.ratio >= self.least

    def __str__(self) -> str:
        return f"{self.ratio:.2f} of {self.least}: “{self.words}” {self.ink} on {self.ground} in {self.place}"


def fade(page: Page) -> None:
    """Wait until every part is drawn, those too whose code the browser loads late, and every colour is what it changes to."""
    page.wait_for_function("""() => !document.querySelector('[data-testid="stSkeleton"]') && document.getAnimations().every(
        one => one.playState !== 'running' || one.effect.getTiming().iterations === Infinity)""")


def measure_contrast(page: Page) -> list[Seen]:
    """All texts of a page, those too that are scrolled out of sight; the page must be still."""
    fade(page)
    return [Seen(**one) for one in page.evaluate(_MEASURE)]
