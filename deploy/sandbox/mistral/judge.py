"""What the API refuses in a chat request whose shape is right: order, tools, and what the model cannot do."""

from collections.abc import Iterator, Sequence

from deploy.sandbox.mistral.catalogue import Model
from deploy.sandbox.mistral.chat_request import ChatRequest, Tool, ToolChoice
from deploy.sandbox.mistral.chunks import AnyChunk, Audio, Document, File, Image, Thinking
from deploy.sandbox.mistral.draft7 import problems
from deploy.sandbox.mistral.files.store import FileStore
from deploy.sandbox.mistral.order import NAME, judge_order
from deploy.sandbox.mistral.refusals import Refusal, arguments, misfit

IMAGES = 8  # per request
IMAGE_BYTES = 10 * 1024 * 1024


def judge(request: ChatRequest, model: Model, context: int, files: FileStore) -> None:
    """Raise the `Refusal` that the API would answer; `context` is the model's, in tokens."""
    if request.max_tokens is not None and request.max_tokens >= context:
        raise misfit(
            "less_than", ("max_tokens",), f"Input should be less than {context}, the context of the model",
            request.max_tokens,
        )  # fmt: skip
    judge_order(request.messages)
    judge_tools(request.tools or (), request.tool_choice)
    _judge_thinking(request, model)
    _judge_chunks(list(_chunks(request)), model, files)
    if request.response_format.type == "json_schema" and request.response_format.json_schema is None:
        raise misfit("value_error", ("response_format",), "Response format `json_schema` must define the schema", None)
    if request.guardrails:
        raise arguments("Guardrails are not part of this sandbox: send the request without them")


def judge_context(tokens: int, context: int) -> None:
    if tokens > context:
        raise arguments(
            f"Prompt contains {tokens} tokens and 0 draft tokens, "
            f"too large for model with {context} maximum context length"
        )


def judge_tools(tools: Sequence[Tool], choice: str | ToolChoice) -> None:
    for tool in tools:
        if not NAME.fullmatch(tool.function.name):
            raise arguments(
                f"Function name was {tool.function.name} but must be a-z, A-Z, 0-9, or contain underscores and "
                "dashes, with a maximum length of 64."
            )
        for problem in problems(tool.function.parameters, "parameters"):
            raise arguments(f"Invalid tool schema: {problem}")
    if isinstance(choice, ToolChoice) and choice.function.name not in {tool.function.name for tool in tools}:
        raise arguments(f"Tool choice {choice.function.name} is not among the tools")


def _judge_thinking(request: ChatRequest, model: Model) -> None:
    if request.prompt_mode is not None:
        raise arguments("Reasoning prompt mode is not enabled for this model")
    effort = request.reasoning_effort
    if effort is None or effort in model.efforts:
        return
    if not model.efforts:
        raise arguments(f"reasoning_effort={effort} is not supported for this model")
    raise arguments(f"reasoning_effort={effort} is not supported for this model. Allowed: {', '.join(model.efforts)}")


def _chunks(request: ChatRequest) -> Iterator[AnyChunk]:
    for message in request.messages:
        if not isinstance(message.content, str):
            yield from message.content or ()


def _judge_chunks(chunks: Sequence[AnyChunk], model: Model, files: FileStore) -> None:
    for chunk in chunks:
        match chunk:
            case Image():
                _judge_image(chunk, model)
            case Audio() if "audio" not in model.capabilities:
                raise arguments("Audio input is not enabled for this model")
            case Thinking() if "reasoning" not in model.capabilities:
                raise arguments("Thinking chunks are not enabled for this model")
            case Document() if not model.documents:
                message = f"The model {model.id} does not exist for router `ocr`"
                raise Refusal(404, message, "model_not_found", "3040")
            case File() if files.find(chunk.file_id) is None:
                raise Refusal(404, f"File {chunk.file_id} was not found")
    if sum(isinstance(chunk, Image) for chunk in chunks) > IMAGES:
        raise arguments(f"Too many images in the request. Max is {IMAGES}")


def _judge_image(chunk: Image, model: Model) -> None:
    if "vision" not in model.capabilities:
        raise arguments("Image input is not enabled for this model")
    address = chunk.address()
    if not address.startswith(("https://", "data:image/")):
        raise arguments("Image content must be a URL (starting with 'https') or base64 (starting with 'data:image/')")
    if address.startswith("data:") and len(address) * 3 // 4 > IMAGE_BYTES:
        raise arguments("Image is too large: 10 MB at most")
