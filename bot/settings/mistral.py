from pydantic import BaseModel, Field, SecretStr

from bot.settings.checks import Url


class MistralSettings(BaseModel):
    """Mistral"""

    mistral_api_key: SecretStr = Field(
        SecretStr(""),
        description="The key of your Mistral workspace.",
        examples=["from console.mistral.ai, under API keys"],
    )
    mistral_base_url: Url = Field(
        "https://api.mistral.ai",
        description="Where Mistral answers: an EU or US endpoint, a proxy, or any compatible server.",
        examples=["https://api.eu.mistral.ai"],
    )
    mistral_model: str = Field(
        "mistral-small-latest",
        min_length=1,
        description="The model that answers: an id, an alias or a friendly name.",
        examples=["mistral-medium-latest"],
    )
    mistral_silence_seconds: float = Field(
        60.0,
        gt=0,
        description="How long Mistral may be silent, in seconds, before an answer is given up.",
        examples=["60"],
    )
    mistral_retry_seconds: float = Field(
        90.0, ge=0, description="How long a request is tried again in all, in seconds.", examples=["90"]
    )
    mistral_proxy: str = Field("", description="An HTTP proxy for requests to Mistral.", examples=["http://proxy:3128"])
    ocr_model: str = Field(
        "mistral-ocr-latest", min_length=1, description="The model that reads pages.", examples=["mistral-ocr-2512"]
    )
    transcription_model: str = Field(
        "voxtral-mini-latest", min_length=1, description="The model that listens.", examples=["voxtral-mini-latest"]
    )
    embedding_model: str = Field(
        "mistral-embed", min_length=1, description="The model that finds passages.", examples=["mistral-embed"]
    )
