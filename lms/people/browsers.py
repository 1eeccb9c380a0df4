"""A browser in two words, for the log: its family and its system. The full string it sends is kept nowhere."""

# The first that is found wins: everybody claims to be Chrome, and Chrome claims to be Safari.
FAMILIES = (
    ("MicroMessenger", "WeChat"), ("DingTalk", "DingTalk"), ("QQBrowser", "QQ Browser"), ("360SE", "360"),
    ("QIHU", "360"), ("SogouMobile", "Sogou"), ("MetaSr", "Sogou"), ("UOSBrowser", "UOS Browser"), ("Edg", "Edge"),
    ("OPR/", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("CriOS", "Chrome"),
    ("Trident", "Internet Explorer"), ("Safari", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"), ("OpenHarmony", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iOS"),
    ("iPad", "iOS"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("Kylin", "Kylin"), ("UOS", "UOS"),
    ("Linux", "Linux"),
)


def browser_words(user_agent: str) -> str:
    """"Edge · Windows"; empty when the string says neither."""
    return " · ".join(filter(None, (_first(FAMILIES, user_agent), _first(SYSTEMS, user_agent))))


def _first(known: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for mark, name in known if mark in user_agent), "")
