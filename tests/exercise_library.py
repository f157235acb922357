# SPDX-License-Identifier: Apache-2.0
"""A small invented library: one country, two parties, one truce in one square. EXERCISE: nothing in it is real."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent

from truceline.agreement.library import Library, load_library

LIBRARY_ID = "exercise-exland"
OFFSET = "+02:00"
TRUCE = "square-truce"

_SQUARE = [[20.0, 10.0], [21.0, 10.0], [21.0, 11.0], [20.0, 11.0], [20.0, 10.0]]
_COUNTRY = [[18.0, 8.0], [24.0, 8.0], [24.0, 14.0], [18.0, 14.0], [18.0, 8.0]]

_FILES = {
    "library.yaml": f"""
        schema: truceline/library/1
        id: {LIBRARY_ID}
        exercise: true
        title: Exercise in Exland
        utc_offset: "{OFFSET}"
        countries: [XA]
        """,
    "publications.yaml": """
        schema: truceline/publications/1
        publications:
          - {id: X1, title: Invented text}
          - {id: ucdp-ged, title: Invented rows}
        """,
    "parties.yaml": """
        schema: truceline/parties/1
        parties:
          - {id: northland, name: Northland, kind: state}
          - {id: hill-league, name: Hill League, kind: armed_group}
        forces:
          - {id: northland-army, name: Northland Army, kind: state, party: northland}
          - {id: lake-band, name: Lake Band, kind: armed_group}
          - {id: civilians, name: Civilians, kind: persons}
        """,
    "counting.yaml": """
        schema: truceline/counting/1
        rules:
          - {id: week, title: A week on each side, window_days: 7, dyads: [Northland - Hill League]}
        actor_names:
          - {name: Northland, forces: [northland-army]}
          - {name: Hill League, forces: [hill-league]}
          - {name: Lake Band, forces: [lake-band]}
          - {name: Civilians, forces: [civilians]}
        area_names: {Upper Governorate: XA01}
        """,
    f"agreements/{TRUCE}.yaml": f"""
        schema: truceline/agreement/1
        id: {TRUCE}
        title: Truce in the square
        utc_offset: "{OFFSET}"
        participants:
          - party: northland
            role: party
            consent: [{{on: 2001-02-01, source: {{ref: [X1], party: northland}}}}]
          - party: hill-league
            role: party
            consent: [{{on: 2001-02-01, source: {{ref: [X1], party: hill-league}}}}]
        signed: {{on: 2001-02-01, source: {{ref: [X1]}}}}
        in_force: {{on: 2001-02-01, source: {{ref: [X1]}}}}
        applied: {{on: 2001-02-10, source: {{ref: [X1]}}}}
        measured_on: 2001-02-10
        zones:
          - id: square
            name: The square
            kind: de_escalation_area
            pieces: [{{area: [XA01]}}]
            boundary: agreed
            edge: inside
            source: {{ref: [X1]}}
        provisions:
          - id: T1
            title: No use of force in the square
            type: PROH.FIRE
            modality: prohibited
            bound: ["role:party"]
            kinds: [force]
            zones: [square]
            self_defence: inherent
            passage: {{status: text, source: {{ref: [X1]}}, words: no use of force in the square}}
          - id: T2
            title: Relief may pass
            type: PERM.AID
            modality: permitted
            bound: ["role:party"]
            kinds: [aid.passage]
            passage: {{status: gloss, source: {{ref: [X1]}}, words: relief may pass}}
          - id: T3
            title: Maps are exchanged
            type: DUTY.MAP
            modality: required
            bound: ["role:party"]
            kinds: [procedure]
            duty: {{what: exchange maps, due: 2001-02-20}}
            passage: {{status: unverified, source: {{ref: [X1]}}, words: exchange of maps}}
        """,
}


def _feature(code: str, name: str, parent: str, ring: list[list[float]]) -> str:
    above = f'"{parent}"' if parent else "null"
    return (
        f'{{"type": "Feature", "id": "{code}", "properties": {{"pcode": "{code}", "name": "{name}", '
        f'"names": [], "parent": {above}, "boundary_status": "agreed", "error_band_m": 0, "drawn": true}}, '
        f'"geometry": {{"type": "Polygon", "coordinates": [{ring}]}}}}'
    )


def write_library(folder: Path) -> Path:
    """Write the library into a folder and give it."""
    for name, text in _FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("# SPDX-License-Identifier: Apache-2.0" + dedent(text), encoding="utf-8")
    places = folder / "places" / "areas.geojson"
    places.parent.mkdir(exist_ok=True)
    features = [_feature("XA", "Exland", "", _COUNTRY), _feature("XA01", "Upper Governorate", "XA", _SQUARE)]
    places.write_text(f'{{"type": "FeatureCollection", "features": [{", ".join(features)}]}}', encoding="utf-8")
    return folder


@cache
def exercise_library() -> Library:
    """Give the library, read once; the folder it was written to is gone by then."""
    with TemporaryDirectory() as folder:
        return load_library(write_library(Path(folder)))
