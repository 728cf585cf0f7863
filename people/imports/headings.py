"""What schools write above the columns of their lists, in English, French, German, Spanish, Swahili and Arabic."""

from core.tables.columns import aliases_of

_WORDS = {
    "role": (
        "type; participant type; mentor or mentee; rôle; type de participant; rolle; funktion; rol; función; "
        "papel; tipo de participante; jukumu; wajibu; aina; الدور; الصفة; نوع المشارك"
    ),
    "email": (
        "e-mail; mail; email address; e-mail address; mail address; uni mail; university email; school email; "
        "courriel; adresse e-mail; adresse mail; adresse électronique; adresse courriel; mél; e-mail-adresse; "
        "mailadresse; email-adresse; correo; correo electrónico; dirección de correo; dirección de correo "
        "electrónico; barua pepe; anwani ya barua pepe; البريد الإلكتروني; البريد; بريد إلكتروني; الايميل; "
        "الإيميل"
    ),
    "given_name": (
        "first name; firstname; forename; given names; first names; prénom; prénoms; vorname; vornamen; "
        "rufname; nombre; nombres; nombre de pila; primer nombre; jina la kwanza; jina la mwanzo; الاسم "
        "الأول; الاسم الاول; الاسم الشخصي"
    ),
    "family_name": (
        "last name; lastname; surname; family names; second name; nom de famille; nom; nachname; "
        "familienname; zuname; nom d'usage; nom usuel; nom de naissance; sn; surnames; apellido; apellidos; "
        "apellido paterno; primer apellido; jina la ukoo; jina la "
        "mwisho; jina la familia; اسم العائلة; اللقب; الكنية; الاسم الأخير"
    ),
    "second_family_name": "segundo apellido; apellido materno; second surname; second last name",
    "name_first_last": (
        "name; full name; student; student name; participant; participant name; mentor name; mentee name; nom "
        "complet; nom et prénom; nom prénom; prénom et nom; étudiant; étudiante; vollständiger name; name "
        "vorname; vor- und nachname; vor- und zuname; last first; studierende; studierender; student in; nombre "
        "completo; nombre y apellidos; nombres y apellidos; apellidos y nombre; apellidos y nombres; estudiante; "
        "alumno; alumna; jina; jina kamili; majina; mwanafunzi; الاسم; الاسم الكامل; الاسم الثلاثي; الاسم واللقب; "
        "اسم الطالب; الطالب"
    ),
    "title": (
        "salutation; form of address; titre; civilité; titel; anrede; akademischer grad; título; tratamiento; "
        "cheo; اللقب العلمي; لقب المخاطبة"
    ),
    "credentials": (
        "degrees; degree; post-nominals; diplômes; abschlüsse; abschluss; titulación; credenciales; shahada; "
        "المؤهلات; الشهادات"
    ),
    "pronouns": ("pronoun; preferred pronouns; pronoms; pronom; pronomen; pronombres; pronombre; viwakilishi; الضمائر"),
    "profession": ("occupation; job; job title; métier; beruf; profesión; ocupación; taaluma; kazi; المهنة"),
    "specialty": (
        "speciality; medical specialty; discipline; spécialité; fachrichtung; fachgebiet; facharzt; "
        "especialidad; disciplina; utaalamu; التخصص; الاختصاص"
    ),
    "campus": (
        "site; location; school; site universitaire; établissement; standort; sede; plantel; kampasi; chuo; "
        "الحرم الجامعي; الموقع"
    ),
    "headline": ("tagline; about me; en bref; kurzbeschreibung; lema; kauli; نبذة"),
    "time_zone": (
        "timezone; zone; fuseau horaire; zeitzone; zona horaria; huso horario; ukanda wa saa; المنطقة الزمنية"
    ),
    "languages": (
        "language; spoken languages; langues; langue; langues parlées; sprachen; sprache; idiomas; idioma; "
        "lenguas; lugha; اللغات; اللغة"
    ),
    "cohort": (
        "year; group; class; class year; yr; year group; small group; sm grp; year of study; classe; "
        "promotion; année; groupe; niveau; jahrgang; gruppe; semester; studienjahr; jahr; klasse; curso; "
        "grupo; año; cohorte; promoción; kundi; mwaka; darasa; kikundi; الفوج; السنة; المجموعة; السنة "
        "الدراسية; الدفعة; الصف"
    ),
    "department": (
        "dept; division; unit; département; service; abteilung; klinik; institut; departamento; servicio; "
        "idara; kitengo; القسم; الدائرة"
    ),
    "capacity": (
        "places; number of mentees; max mentees; slots; how many mentees; capacité; nombre de mentorés; "
        "plätze; anzahl mentees; kapazität; capacidad; plazas; cupo; cupos; uwezo; nafasi; السعة; عدد "
        "الأماكن; عدد المتدربين"
    ),
    "modes": (
        "mode; meeting modes; how to meet; mode de rencontre; treffen; modalidad; modalidades; njia; طريقة اللقاء"
    ),
    "support": (
        "kinds of support; support wished for; support offered; soutien; accompagnement; unterstützung; "
        "apoyo; msaada; الدعم"
    ),
    "trained_on": (
        "training date; date of training; trained; date de formation; schulung am; schulungsdatum; fecha de "
        "formación; tarehe ya mafunzo; تاريخ التدريب"
    ),
    "enrolled": (
        "enroled; ready; already enrolled; inscrit; inscrite; angemeldet; eingeschrieben; inscrito; inscrita; "
        "amejiandikisha; مسجل"
    ),
    "interests": (
        "interest; specialty interests; areas of interest; would like to talk about; which areas interest "
        "you; topics; intérêts; centres d'intérêt; domaines d'intérêt; thèmes; interessen; interessengebiete; "
        "themen; intereses; áreas de interés; temas; maslahi; mambo unayopenda; mada; الاهتمامات; مجالات "
        "الاهتمام"
    ),
}

# Key of a heading → name of the column or split that it means.
ALIASES = aliases_of(_WORDS)
