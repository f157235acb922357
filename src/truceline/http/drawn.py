# SPDX-License-Identifier: Apache-2.0
"""Areas as the features of GeoJSON answers: something that a client can draw, and the exact area beside it.

Rules:
    - A circle is drawn as a polygon, since GeoJSON has none; its centre and radius stand in the properties, with the
      words that the polygon is for show.
    - What lies across the antimeridian is cut there.

Source:
    RFC 7946, sections 3.1.6, 3.1.9 and 5.
"""

from typing import Any

from truceline.base.errors import LimitError
from truceline.base.limits import CIRCLES_DRAWN_MAX
from truceline.findings.conflict import Bounds
from truceline.geo.circle import Circle
from truceline.geo.drawing import CIRCLE_CORNERS, draw_box, draw_circle
from truceline.geo.footprint import Footprint

CIRCLE_WORDS = (
    f"The polygon is drawn for show: {CIRCLE_CORNERS} corners that lie on the circle. What counts is the circle "
    "itself: every place no farther than radius_m from centre."
)


def outline_of(area: Footprint) -> dict[str, Any]:
    """Write a footprint as GeoJSON, outer rings counter-clockwise and holes clockwise."""
    polygons = area.wound
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def drawn_circle(circle: Circle) -> tuple[dict[str, Any], dict[str, Any]]:
    """Draw a circle.

    Returns:
        Its geometry, and what stands of it in the properties.
    """
    exact = {"centre": [circle.lon_deg, circle.lat_deg], "radius_m": circle.radius_m, "drawn": CIRCLE_WORDS}
    return draw_circle(circle), exact


def drawn_area(area: Footprint | Circle) -> tuple[dict[str, Any], dict[str, Any]]:
    """Draw an area.

    Returns:
        Its geometry, and what stands of it in the properties: nothing of a footprint, which is what it is.
    """
    return drawn_circle(area) if isinstance(area, Circle) else (outline_of(area), {})


def drawn_bounds(bounds_deg: Bounds) -> dict[str, Any]:
    """Draw a box; the two members of a feature that say where it is."""
    return {"bbox": list(bounds_deg), "geometry": draw_box(bounds_deg)}


def check_circles(count: int) -> None:
    """Refuse to draw more circles in one answer than may keep others waiting.

    Raises:
        LimitError: Too many.
    """
    if count > CIRCLES_DRAWN_MAX:
        message = (
            f"circles: expected at most {CIRCLES_DRAWN_MAX} to be drawn in one answer, got {count}; "
            "ask for fewer items (limit), or for application/json, which does not draw them"
        )
        raise LimitError(message)
