"""Serializers of a property: one that compiles whole, and one with a field only the serializer can make."""

from rest_framework import serializers

from core.reading.fields import API_FIELD_MAPPING, ReferenceField
from facilities.models import Portfolio, Property


class PortfolioSerializer(serializers.ModelSerializer):
    serializer_field_mapping = API_FIELD_MAPPING

    class Meta:
        model = Portfolio
        fields = ("id", "name", "created_at")


class PropertySerializer(serializers.ModelSerializer):
    serializer_field_mapping = API_FIELD_MAPPING

    region = ReferenceField()
    parent = ReferenceField()  # type: ignore[assignment]  # a member of the record, not of the serializer
    portfolio = PortfolioSerializer(read_only=True)
    portfolio_id: serializers.PrimaryKeyRelatedField = serializers.PrimaryKeyRelatedField(
        source="portfolio", read_only=True
    )
    region_name = serializers.CharField(source="region.name", allow_null=True, read_only=True)

    class Meta:
        model = Property
        fields = (
            "id",
            "number",
            "version",
            "name",
            "status",
            "region",
            "region_name",
            "parent",
            "portfolio",
            "portfolio_id",
            "gross_area",
            "latitude",
            "year_built",
            "custom_fields",
            "archived_at",
            "created_at",
            "updated_at",
        )


class ShoutingSerializer(serializers.ModelSerializer):
    shout = serializers.SerializerMethodField()

    class Meta:
        model = Property
        fields = ("id", "name", "shout")

    def get_shout(self, place: Property) -> str:
        return place.name.upper()
