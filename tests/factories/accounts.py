import io
from typing import Any

import factory
from factory.django import DjangoModelFactory
from PIL import Image

from accounts.models import User


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@haldenlake.example")
    given_name = factory.Sequence(lambda n: f"Given{n}")
    family_name = factory.Sequence(lambda n: f"Family{n}")
    time_zone = "America/Toronto"

    @factory.post_generation
    def verified(self: User, create: bool, extracted: bool | None, **_: Any) -> None:
        """Everybody's address is verified, as the import leaves it, unless `verified=False`."""
        if create and extracted is not False:
            from allauth.account.models import EmailAddress

            EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)


def picture_file(*, size: tuple[int, int] = (60, 40), kind: str = "PNG") -> bytes:
    """An uploaded picture: its left half is red, its right half blue."""
    picture = Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    file = io.BytesIO()
    picture.save(file, kind)
    return file.getvalue()
