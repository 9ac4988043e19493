using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Core;

namespace Testing.Tables;

/// <summary>An answer as the clients' pipeline takes it from a transport.</summary>
internal sealed class MemoryResponse : Response
{
    private readonly List<HttpHeader> headers;

    public MemoryResponse(TableAnswer answer, string clientRequestId)
    {
        Status = answer.Status;
        ClientRequestId = clientRequestId;
        headers = [.. answer.Headers()];
        ContentStream = new MemoryStream(answer.Body.ToArray(), writable: false);
    }

    public override int Status { get; }

    public override string ReasonPhrase => ((System.Net.HttpStatusCode)Status).ToString();

    public override Stream? ContentStream { get; set; }

    public override string ClientRequestId { get; set; }

    public override void Dispose() => ContentStream?.Dispose();

    protected override bool ContainsHeader(string name) => TryGetHeader(name, out _);

    protected override IEnumerable<HttpHeader> EnumerateHeaders() => headers;

    protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value)
    {
        value = headers.Find(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
        return value is not null;
    }

    protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
    {
        values = TryGetHeader(name, out var value) ? [value] : null;
        return values is not null;
    }
}
