using System.Diagnostics.CodeAnalysis;
using System.Text;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AffiliateFunctions.Benchmarks.Tracking;

/// <summary>
/// Answers messages that are put on a queue at once and stores none, so that what the app does until then is measured
/// without the storage.
/// </summary>
internal sealed class AnsweringQueues : HttpPipelinePolicy
{
    // https://learn.microsoft.com/rest/api/storageservices/put-message#response-body
    private static readonly byte[] Stored = Encoding.UTF8.GetBytes(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><QueueMessagesList><QueueMessage><MessageId>1</MessageId>"
            + "<InsertionTime>Sun, 29 Nov 2026 00:00:00 GMT</InsertionTime><ExpirationTime>Fri, 31 Dec 9999 "
            + "23:59:59 GMT</ExpirationTime>"
            + "<PopReceipt>1</PopReceipt><TimeNextVisible>Sun, 29 Nov 2026 00:00:00 "
            + "GMT</TimeNextVisible></QueueMessage></QueueMessagesList>"
    );

    /// <summary>Whether it answers; requests go on to the storage otherwise.</summary>
    public bool AnswersAtOnce { get; set; }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("Storage is only called asynchronously.");

    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (!AnswersAtOnce || message.Request.Method != RequestMethod.Post)
        {
            return ProcessNextAsync(message, pipeline);
        }

        message.Response = new Created(message.Request.ClientRequestId);
        return ValueTask.CompletedTask;
    }

    private sealed class Created(string clientRequestId) : Response
    {
        public override int Status => 201;

        public override string ReasonPhrase => "Created";

        // The client may read, and dispose of, the content several times.
        public override Stream? ContentStream
        {
            get => new MemoryStream(Stored, writable: false);
            set => _ = value;
        }

        public override string ClientRequestId { get; set; } = clientRequestId;

        public override void Dispose()
        {
            // Nothing is held.
        }

        protected override bool ContainsHeader(string name) => TryGetHeader(name, out _);

        protected override IEnumerable<HttpHeader> EnumerateHeaders() =>
            [new HttpHeader("Content-Type", "application/xml")];

        protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value)
        {
            value = name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) ? "application/xml" : null;
            return value is not null;
        }

        protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
        {
            values = TryGetHeader(name, out var value) ? [value] : null;
            return values is not null;
        }
    }
}
