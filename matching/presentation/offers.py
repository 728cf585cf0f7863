"""Where coordinators find an offer."""

from django.urls import reverse

from matching.models import Offer


def list_with(offer: Offer) -> str:
    """The page of the offers of its round; for one made by hand, that of the year."""
    if offer.proposed_pair:
        return reverse("matching:list-offers", kwargs={"pk": offer.proposed_pair.proposal.round_id})
    cycle = offer.enrollment.cycle
    return f"{reverse('people:show-list', args=[cycle.program.slug, 'offers'])}?year={cycle.pk}&state=pending"
