// The keys and the presses of the desk, one after the other.
//
// Streamlit takes a click while its script runs as a new request: the run under way is given up, and with it, at times, what
// was clicked before. Here every press waits until the page stands as the press before it left it. A decision belongs to the
// passage that lay open when its key was pressed, whatever lies open when its turn comes.
(() => {
    if (window.factcheckDesk) return;
    window.factcheckDesk = true;
    const KEYS = KEYS_OF_THE_DESK; // key: [is it a decision, where its button is]
    const FIELD = "textarea, select, [contenteditable=true], input:not([type=radio]):not([type=checkbox]), [role=dialog] *";
    const PRESSED = ".st-key-desk_open .stButton, [class*='st-key-claim_card_'] .stButton, .st-key-claim_verdict :is(.stButton, .stFormSubmitButton)";
    const LINK = "a[data-testid='stPageLink-NavLink'], a[data-testid='stSidebarNavLink']";
    const PATIENCE = 20000; // ms; after that a press is over, answered or not
    const waiting = [];
    let now = null; // what is being carried out
    let isOurs = false;

    const still = () => document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning"
        && !document.querySelector("[data-stale=true]");
    const turns = () => [...document.querySelectorAll(".fc-turn")].map(one => one.textContent).join();
    const until = holds => new Promise(done => {
        const end = performance.now() + PATIENCE;
        const look = () => holds() || performance.now() > end ? done() : setTimeout(look, 10);
        look();
    });
    const click = target => { isOurs = true; try { target.click(); } finally { isOurs = false; } };
    const button = place => document.querySelector(`${place} button:not([disabled])`);
    const press = async target => { // its run has ended once the page says another turn and is still
        const before = turns();
        click(target);
        await until(() => turns() !== before && still());
    };
    const opened = () => document.querySelector(".st-key-desk_open [class*='st-key-claim_buttons_']")
        ?.className.match(/st-key-claim_buttons_(\d+)/)?.[1];

    const decide = async (id, place) => {
        const again = opened() === id ? null : button(`.st-key-desk_lay_${id}`);
        if (again) await press(again);
        const target = button(`.st-key-claim_buttons_${id} ${place}`);
        if (target && opened() === id) await press(target);
    };
    const go = async place => {
        const target = button(place);
        if (target) await press(target);
    };
    const asks = () => document.querySelector("[role=dialog]"); // a question is open: nothing is decided behind it
    const put = async (name, act) => {
        waiting.push({name, act});
        if (now) return;
        while (waiting.length) {
            now = waiting.shift();
            await until(still);
            if (asks()) waiting.length = 0;
            else await now.act();
        }
        now = null;
    };

    // A page longer than its frame is moved to the passage once, when it comes or is enlarged; then it is the reader's.
    const PAPER = "[class*='st-key-desk_paper_']";
    const show = () => {
        const paper = document.querySelector(PAPER), image = paper?.querySelector("img"), mark = paper?.querySelector("mark");
        const framed = paper?.querySelector(".fc-framed")?.textContent;
        if (!paper || !(mark || framed && framed !== "-" && image?.complete && image.naturalHeight)) return;
        const shown = `${opened()} ${framed ?? mark.textContent} ${image?.src} ${paper.className}`;
        if (paper.factcheckShown === shown) return;
        paper.factcheckShown = shown;
        const part = (mark ?? image).getBoundingClientRect(), frame = paper.getBoundingClientRect();
        const [down, right] = mark ? [0, 0] : framed.split(" ").map(Number);
        paper.scrollTop += part.top + down * part.height - frame.top - paper.clientHeight / 3;
        paper.scrollLeft += part.left + right * part.width - frame.left - paper.clientWidth / 8;
    };
    new MutationObserver(show).observe(document.body, {childList: true, subtree: true});
    document.addEventListener("load", event => event.target.closest?.(PAPER) && show(), true); // a picture has its size late

    document.addEventListener("keydown", event => {
        const known = KEYS[event.key.toLowerCase()];
        if (!known || event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(FIELD) || asks()) return;
        const [isDecision, place] = known, id = isDecision ? opened() : "";
        if (id === undefined || !document.querySelector(".st-key-desk_open")) return;
        event.preventDefault();
        const name = `${id} ${place}`;
        if (isDecision && [now, waiting.at(-1)].some(one => one?.name === name)) return; // the same key hit twice
        put(name, () => isDecision ? decide(id, place) : go(place));
    });
    document.addEventListener("click", event => {
        if (isOurs) return;
        const target = event.target.closest?.(PRESSED)?.querySelector("button:not([disabled])");
        const link = now && event.target.closest?.(LINK);
        if (!target && !link) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        const place = target?.closest("[class*='st-key-']")?.className.match(/st-key-[\w-]+/)?.[0];
        const found = () => target.isConnected ? target : button(`.${CSS.escape(place ?? "")}`);
        put("", async () => {
            if (link) return click(link);
            const here = found();
            if (here) await press(here);
        });
    }, true);
})()
