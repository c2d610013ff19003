#!/bin/sh
# `entente page`: the page of a tag in every format, from files and from an archive; and nothing of an article is markup.
. tests/cli/common.sh
# shellcheck disable=SC2154 # entente, scratch and fault come from common.sh
now=2026-03-02T12:00:00Z

# Written for this test. The second article is hostile, the third a copy of the first.
cat >"$scratch/news.jsonl" <<'END'
{"id":"1","source":"Valley Post","url":"https://valley.example/dam?a=1&b=2","time":"2026-03-02T05:00:00Z","lang":"en","labels":["Disaster"],"title":"Engineers close the Karuna Dam after cracks are found","text":"Engineers closed the Karuna Dam on Monday after inspectors found cracks in its northern wall.\nThe Water Authority told families in three villages below the dam to leave their homes. Minister Ada Lindqvist said that the reservoir would be lowered by four metres within two days."}
{"id":"2","source":"<b>Harbour</b> Times","url":"javascript:alert(1)","time":"2026-03-02T10:59:30Z","lang":"en\" onclick=\"x","title":"Villages <script>alert(1)</script> below cracked Karuna Dam are evacuated & cleared","text":"Families in three villages below the Karuna Dam were told to leave on Monday after cracks appeared in its northern wall. Minister Ada Lindqvist said the reservoir would be lowered by four metres."}
{"id":"3","source":"Coast Wire","url":"http://wire.example/7","time":"2026-03-02T11:00:00Z","lang":"en","title":"Engineers close the Karuna Dam after cracks are found","text":"Engineers closed the Karuna Dam on Monday after inspectors found cracks in its northern wall.\nThe Water Authority told families in three villages below the dam to leave their homes. Minister Ada Lindqvist said that the reservoir would be lowered by four metres within two days."}
{"id":"4","source":"Valley Post","time":"2026-02-10T20:00:00Z","lang":"en","title":"Riverside win the cup on penalties","text":"Riverside won the cup on Saturday after the striker Tomas Vega scored the last of eleven penalties. It is the first title of the club since the league was founded, and thousands of supporters celebrated in the old town."}
END
page() { run 0 page --tag '#karunadam' --now $now --to "$@" "$scratch/news.jsonl"; }

the_page_has_a_title() { page html && printed '<title>Latest news with #' && printed '<h1>Latest news with <b>#'; }
the_page_is_a_whole_document() {
    head -n 1 "$scratch/out" | grep -q '<!DOCTYPE html>' && printed 'name="viewport"' && printed 'prefers-color-scheme:dark' &&
        ! grep -qi '<script\|<link\|<img\|@import\|url(' "$scratch/out"
}
# Parsed as XML but for what HTML alone has, the elements must match.
the_page_is_well_formed() {
    command -v xmllint >/dev/null || return 0
    sed 's/<!DOCTYPE html>//; s/<meta \([^>]*\)>/<meta \1\/>/' "$scratch/out" | xmllint --noout - 2>"$scratch/err"
}
nothing_of_an_article_is_markup() {
    printed 'Villages &lt;script&gt;alert(1)&lt;/script&gt; below' && printed '&lt;b&gt;Harbour' && printed 'cleared' &&
        ! grep -q 'javascript:\|onclick="\|<b>Harbour' "$scratch/out" && printed 'evacuated &amp; cleared'
}
links_lead_to_the_web_only() { printed 'href="https://valley.example/dam?a=1&amp;b=2"' && [ "$(grep -o 'href="' "$scratch/out" | wc -l)" -eq "$(grep -o 'href="https*://' "$scratch/out" | wc -l)" ]; }
ages_are_told_and_times_on_hover() {
    printed '<time datetime="2026-03-02T05:00:00Z" title="2 March 2026, 05:00 UTC">7 hours ago</time>' &&
        printed '<time datetime="2026-03-02T10:59:30Z" title="2 March 2026, 10:59 UTC">1 hour ago</time>'
}
copies_are_folded() { printed '<details class="copies"><summary>Also printed in 1 other place' && printed 'Coast Wire' && [ "$(grep -c '<article' "$scratch/out")" -eq 2 ]; }
only_the_tags_articles_are_there() { ! grep -q Riverside "$scratch/out"; }
a_story_has_a_digest() { printed 'The story so far' && printed 'class="told"'; }
# What a model adds is in the JSON (below), not beside it.
the_publishers_topic_stands_alone() { grep -q 'aria-label="Topics"><li>Disaster</li></ul>' "$scratch/out"; }
related_tags_are_counted() { printed 'Related tags' && grep -Eq '<li>#[^<]+<span>[12]</span></li>' "$scratch/out" && ! sed -n '/Related tags/,$p' "$scratch/out" | grep -qi '#karunadam<'; }
the_same_input_gives_the_same_page() { page html && cp "$scratch/out" "$scratch/first" && page html && cmp -s "$scratch/out" "$scratch/first"; }
the_page_can_be_a_file() { run 0 page --tag karunadam --now $now -o "$scratch/page.html" "$scratch/news.jsonl" && [ ! -s "$scratch/out" ] && cmp -s "$scratch/page.html" "$scratch/first"; }
an_archive_gives_the_same_page() {
    run 0 archive add --db "$scratch/news.db" --now $now "$scratch/news.jsonl" &&
        run 0 page --tag karunadam --now $now --db "$scratch/news.db" && cmp -s "$scratch/out" "$scratch/first"
}
markdown_is_escaped() {
    page markdown && grep -q '^# Latest news with ' "$scratch/out" && printed '](<https://valley.example/dam?a=1&b=2>)' &&
        printed 'Villages \\<script\\>' && ! grep -q 'javascript' "$scratch/out"
}
text_is_plain() { page text && grep -q '^====' "$scratch/out" && printed '7 hours ago (2 March 2026, 05:00 UTC)' && printed '^https://valley.example/dam?a=1&b=2$'; }
json_has_everything() {
    page json && command -v python3 >/dev/null || return 1
    python3 - "$scratch/out" <<'PYTHON'
import json, sys
page = json.load(open(sys.argv[1], encoding="utf-8"))
assert page["title"].startswith("Latest news with #") and page["time"] == "2026-03-02T12:00:00Z"
(story,) = page["stories"]
assert story["digest"] and [a["article"]["id"] for a in story["articles"]] == ["2", "1"]
first = story["articles"][1]
assert first["age"] == "7 hours ago" and [c["id"] for c in first["copies"]] == ["3"]
assert first["article"]["labels"] == ["Disaster"] and first["article"]["topics"] and first["article"]["summary"] and first["article"]["tags"]
assert all(set(r) == {"tag", "articles"} for r in page["related"])
PYTHON
}
rss_is_well_formed() {
    page rss && printed "<link>urn:entente:tag:%23[A-Za-z0-9-]*</link>" && grep -q '<pubDate>Mon, 02 Mar 2026 05:00:00 GMT</pubDate>' "$scratch/out" && [ "$(grep -c '<item>' "$scratch/out")" -eq 2 ] &&
        { ! command -v xmllint >/dev/null || xmllint --noout "$scratch/out"; } && cp "$scratch/out" "$scratch/feed.rss" && run 0 extract "$scratch/feed.rss" && [ "$(wc -l <"$scratch/out")" -eq 2 ]
}
# Every member is one that the schema of ninjs 3.0 knows, of its type; associations have a name and a URI.
ninjs_keeps_its_schema() {
    page ninjs && python3 - "$scratch/out" <<'PYTHON'
import json, re, sys
item = json.load(open(sys.argv[1], encoding="utf-8"))
known = {"uri", "type", "representationType", "standard", "versionCreated", "title", "headlines", "descriptions", "associations",
         "name", "language", "by", "subjects", "infoSources", "altIds"}
assert item["type"] == "composite" and item["standard"]["version"] == "3.0" and len(item["associations"]) == 3
for news in [item] + item["associations"]:
    assert set(news) <= known and re.match(r"^urn:[A-Za-z0-9:%._~-]+$", news["uri"])
    for key in ("headlines", "descriptions"):
        assert all(set(v) == {"role", "contentType", "value"} for v in news.get(key, []))
    for subject in news.get("subjects", []):
        assert set(subject) <= {"name", "rel", "uri", "literal", "creator", "relevance", "confidence"}
        assert all(isinstance(subject.get(k, 0), int) and 0 <= subject.get(k, 0) <= 100 for k in ("relevance", "confidence"))
assert all(a["name"] for a in item["associations"])
PYTHON
}
stance_is_shown_where_asked() { page html --stance 'Ada Lindqvist' && printed 'Toward Ada Lindqvist: <b>' && page html && ! grep -q 'Toward' "$scratch/out"; }
everything_is_a_page_too() { run 0 page --now $now "$scratch/news.jsonl" && printed '<h1>Latest news</h1>' && printed Riverside && printed '10 February 2026'; }
an_empty_page_is_told() {
    run 0 archive add --db "$scratch/empty.db" --now $now "$scratch/news.jsonl" && run 0 archive remove --db "$scratch/empty.db" 1 2 3 4 &&
        run 0 page --db "$scratch/empty.db" --now $now && said 'there is no article yet' && printed 'No article yet'
}
a_tag_without_articles_is_told() { run 0 page --tag zeppelin --now $now "$scratch/news.jsonl" && said "no article has the tag 'zeppelin'" && printed 'No article yet'; }
misuse_is_told() {
    run 2 page --tag '#' "$scratch/news.jsonl" && run 2 page --db "$scratch/news.db" "$scratch/news.jsonl" && run 2 page --to=papyrus "$scratch/news.jsonl" &&
        run 1 page --tag x --db "$scratch/none.db" && run 1 page --tag x "$scratch/none.jsonl"
}
an_output_that_cannot_be_written_is_told() { run 1 page --now $now -o "$scratch/none/page.html" "$scratch/news.jsonl" && one_line; }

# The picture that the project keeps in mind: one story of two articles.
data=${ENTENTE_DATA:-../shared/data}
the_picture() {
    run 0 page --tag Entente-4 --now 2025-06-08T12:00:00Z --to json "$data/page/entente-4.txt" && python3 - "$scratch/out" <<'PYTHON'
import json, sys
page = json.load(open(sys.argv[1], encoding="utf-8"))
assert page["title"] == "Latest news with #Entente-4", page["title"]
(story,) = page["stories"]
articles = [a["article"] for a in story["articles"]]
assert [a["source"] for a in articles] == ["Mint", "First Post"]
assert [a["age"] for a in story["articles"]] == ["7 hours ago", "11 hours ago"]
for article in articles:
    topics = article.get("labels", []) + [t["label"] for t in article["topics"]]
    assert any("politic" in t.lower() or "conflict" in t.lower() for t in topics), topics
    assert {"#Entente-4", "#FSB", "#China"} <= {t["tag"] for t in article["tags"]}, article["tags"]
for text in [story["digest"]] + [a["summary"] for a in articles]:
    assert text and not any(b in text.lower() for b in ("read more", "story continues", "&w=", "advert")), text
PYTHON
}

for test in the_page_has_a_title the_page_is_a_whole_document the_page_is_well_formed nothing_of_an_article_is_markup \
    links_lead_to_the_web_only ages_are_told_and_times_on_hover copies_are_folded only_the_tags_articles_are_there \
    a_story_has_a_digest the_publishers_topic_stands_alone related_tags_are_counted the_same_input_gives_the_same_page \
    the_page_can_be_a_file an_archive_gives_the_same_page markdown_is_escaped text_is_plain json_has_everything \
    rss_is_well_formed ninjs_keeps_its_schema stance_is_shown_where_asked everything_is_a_page_too \
    an_empty_page_is_told a_tag_without_articles_is_told misuse_is_told an_output_that_cannot_be_written_is_told; do
    verdict "page_$test" "$test"
done
if [ -e "$data/page/entente-4.txt" ]; then
    verdict page_the_picture the_picture
else
    echo "skipped page_the_picture (no $data)"
fi
exit $fault
