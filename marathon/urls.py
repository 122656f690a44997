"""Every address. English stands as written, other languages have a prefix; files and the API have none."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from cases import views as cases
from events.views import approval, editing, joining, people, registering, shifts, trail, volunteers
from events.views import public as events
from letters import ranking, table, tally
from letters.views import (
    broadcast,
    counting,
    desk,
    following,
    organising,
    pack,
    parents,
    personal,
    phones,
    poster,
    publishing,
    recounts,
    report,
    results,
    section,
    sheets,
    teams,
)
from letters.views import counter as frame
from letters.views import intakes as files_of
from letters.views import papers as printed
from letters.views import post as posting
from letters.views import postage as post_office
from letters.views import tally as tallies
from letters.views import texts as editor
from letters.views import wall as walls
from marathon import health, own, pictures, previews, views
from marathon.api import api

files = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("counter-worker.js", frame.counter_worker, name="counter_worker"),
    path("me/data.json", own.my_data_file, name="my_data_file"),
    path("media/<path:name>", pictures.picture, name="media"),
    path("api/v1/", api.urls),
    path("events/calendar.ics", events.calendar, name="calendar"),
    path("events/map.geojson", events.event_map, name="event_map"),
    path("events/places.json", events.event_places, name="event_places"),
    path("events/<slug:slug>/calendar.ics", events.event_calendar, name="event_calendar"),
    path("sections/<slug:slug>/matrix.csv", results.section_matrix_csv, name="section_matrix_csv"),
    path(
        "sections/<slug:slug>/files/blank.<str:extension>",
        files_of.section_intake_blank,
        name="section_intake_blank",
    ),
    path("sections/<slug:slug>/export.<str:extension>", files_of.section_export, name="section_export"),
    path("events/<slug:slug>/pack.pdf", pack.pack_pdf, name="pack_pdf"),
    path("events/<slug:slug>/pack.zip", pack.pack_zip, name="pack_zip"),
    path("events/<slug:slug>/post/covers.pdf", printed.all_covers, name="covers"),
    path("events/<slug:slug>/post/<int:number>/cover.pdf", printed.parcel_cover, name="parcel_cover"),
    path("events/<slug:slug>/report/certificate.pdf", printed.certificate, name="certificate"),
    path("events/<slug:slug>/report/results.pdf", printed.results, name="results"),
    path("events/<slug:slug>/teams/certificates.pdf", printed.team_certificates, name="team_certificates"),
    path("events/<slug:slug>/wall.json", walls.wall_json, name="wall_json"),
    path("events/<slug:slug>/share.png", printed.share, name="share"),
    path("tally.json", tallies.as_json, name="tally_json"),
    path("tally.csv", tallies.as_csv, name="tally_csv"),
    path("tally/<slug:campaign>.json", tallies.as_json, name="campaign_tally_json"),
    path("tally/<slug:campaign>.csv", tallies.as_csv, name="campaign_tally_csv"),
    path("tally/<slug:campaign>/<slug:section>.json", tallies.as_json, name="section_tally_json"),
    path("tally/<slug:campaign>/<slug:section>.csv", tallies.as_csv, name="section_tally_csv"),
]

pages = i18n_patterns(
    path("", views.home, name="home"),
    path("why/", views.why, name="why"),
    path("cases/", cases.case_list, name="case_list"),
    path("cases/<slug:slug>/", cases.case_page, {"letters_of": tally.letters_of}, name="case"),
    path("cases/<slug:slug>/letter/", desk.desk, name="desk"),
    path("cases/<slug:slug>/news/", following.follow, name="follow"),
    path("news/<str:token>/", following.followed, name="followed"),
    path("events/", events.event_list, name="event_list"),
    path("events/new/", registering.event_new, name="event_new"),
    path("events/<slug:slug>/", events.event_page, {"ranking_of": ranking.ranking}, name="event"),
    path(
        "events/<slug:slug>/edit/",
        editing.event_edit,
        {"counted_of": table.cases_counted},
        name="event_edit",
    ),
    path(
        "sections/<slug:slug>/events/<slug:event>/",
        approval.section_event,
        {"counted_of": table.cases_counted},
        name="section_event",
    ),
    path("events/<slug:slug>/count/", counting.count, name="count"),
    path("events/<slug:slug>/wall/", walls.wall_page, name="wall"),
    path("counter/", frame.counter_shell, name="counter_shell"),
    path("counter.webmanifest", frame.counter_manifest, name="counter_manifest"),
    path("events/<slug:slug>/shifts/", shifts.own_shifts, name="shifts"),
    path(
        "events/<slug:slug>/volunteers/",
        volunteers.people,
        {"letters_of": table.letters_by_device},
        name="volunteers",
    ),
    path("events/<slug:slug>/volunteers/invitations/", volunteers.invitation_list, name="invitations"),
    path("events/<slug:slug>/volunteers/shifts/", shifts.shift_list, name="shift_list"),
    path("events/<slug:slug>/volunteers/shifts/<int:number>/", shifts.shift_page, name="shift"),
    path("events/<slug:slug>/organise/", organising.organise, name="organise"),
    path("events/<slug:slug>/organise/live.json", organising.organise_live, name="organise_live"),
    path("events/<slug:slug>/teams/", teams.team_list, name="teams"),
    path("events/<slug:slug>/parents/", parents.parents_note, name="parents_note"),
    path("events/<slug:slug>/poster/", poster.poster, name="poster"),
    path("events/<slug:slug>/pack/", pack.pack_page, name="pack"),
    path("events/<slug:slug>/pack/names/", personal.pack_names, name="pack_names"),
    path("events/<slug:slug>/sheets/", sheets.sheet_list, name="sheets"),
    path("events/<slug:slug>/sheets/make/", sheets.sheets_make, name="sheets_make"),
    path("events/<slug:slug>/sheets/print/", sheets.sheets_print, name="sheets_print"),
    path("events/<slug:slug>/sheets/<int:number>/", sheets.sheet, name="sheet"),
    path("events/<slug:slug>/recount/", recounts.recount, name="recount"),
    path("events/<slug:slug>/report/", report.report, name="report"),
    path("events/<slug:slug>/post/", posting.post, name="post"),
    path("events/<slug:slug>/post/<int:number>/", posting.parcel, name="parcel"),
    path("events/<slug:slug>/phones/", phones.phone_list, name="phones"),
    path("sections/<slug:slug>/people/", people.section_people, name="section_people"),
    path("sections/<slug:slug>/", section.section, name="section"),
    path("sections/<slug:slug>/events/", section.section_events, name="section_events"),
    path("sections/<slug:slug>/texts/", editor.section_texts, name="section_texts"),
    path("sections/<slug:slug>/texts/<slug:case>/", editor.section_case_texts, name="section_case_texts"),
    path(
        "sections/<slug:slug>/texts/<slug:case>/letters/<int:number>/",
        editor.section_letter,
        name="section_letter",
    ),
    path(
        "sections/<slug:slug>/texts/<slug:case>/<slug:kind>/<int:number>/",
        editor.section_text,
        name="section_text",
    ),
    path("sections/<slug:slug>/news/", publishing.section_news, name="section_news"),
    path("sections/<slug:slug>/news/<int:number>/", publishing.section_news_item, name="section_news_item"),
    path("sections/<slug:slug>/reports/", results.section_reports, name="section_reports"),
    path("sections/<slug:slug>/matrix/", results.section_matrix, name="section_matrix"),
    path("sections/<slug:slug>/reports/<slug:event>/", report.section_report, name="section_report"),
    path("sections/<slug:slug>/broadcast/", broadcast.section_broadcast, name="section_broadcast"),
    path("sections/<slug:slug>/files/", files_of.section_intakes, name="section_intakes"),
    path("sections/<slug:slug>/files/<int:number>/", files_of.section_intake, name="section_intake"),
    path("sections/<slug:slug>/trail/", trail.section_trail, name="section_trail"),
    path("sections/<slug:slug>/postage/", post_office.section_postage, name="section_postage"),
    path("join/", joining.join, name="join"),
    path("tally/", tallies.page, name="tally"),
    path("tally/embed/", tallies.embed, name="tally_embed"),
    path("tally/<slug:campaign>/", tallies.page, name="campaign_tally"),
    path("tally/<slug:campaign>/embed/", tallies.embed, name="campaign_tally_embed"),
    path("tally/<slug:campaign>/<slug:section>/", tallies.page, name="section_tally"),
    path("good-news/", cases.good_news, name="good_news"),
    path("good-news/feed/", cases.good_news_feed, name="good_news_feed"),
    path("me/", views.me, name="me"),
    path("me/data/", own.my_data, name="my_data"),
    path("privacy/", own.privacy, name="privacy"),
    path("mails/", previews.mail_list, name="mail_list"),
    path("mails/<str:name>/", previews.mail, name="mail"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    prefix_default_language=False,
)

urlpatterns = [*files, *pages]

handler400 = "marathon.errors.bad_request"
handler403 = "marathon.errors.forbidden"
handler404 = "marathon.errors.not_found"
handler429 = "marathon.errors.too_many"
handler500 = "marathon.errors.our_fault"
