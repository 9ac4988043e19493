using System.Security.Cryptography;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.Files;

/// <summary>Stores one payment file while it is written, so that only the latest part is in memory.</summary>
internal sealed class PaymentFileUpload : IDisposable
{
    // A binary property holds 64 KiB, of which the encryption needs some bytes.
    private const int PartLength = 60 * 1024;

    // The references of a part are one row of about 80,000 characters.
    private const int ReferencesAtOnce = 1_000;

    private readonly PaymentFileStore store;
    private readonly StoredCycle cycle;
    private readonly string name;
    private readonly string? messageId;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly MemoryStream bytes = new();
    private readonly List<FileReference> references = [];
    private int parts;
    private int referenceParts;

    public PaymentFileUpload(PaymentFileStore store, StoredCycle cycle, string name, string? messageId) =>
        (this.store, this.cycle, this.name, this.messageId) = (store, cycle, name, messageId);

    /// <summary>Receives the bytes of the file.</summary>
    public Stream Stream => new WriteOnlyStream(bytes);

    /// <summary>Adds the reference of a payment, and stores what has filled a part.</summary>
    public async ValueTask AddAsync(FileReference reference, CancellationToken cancellationToken)
    {
        references.Add(reference);
        if (references.Count == ReferencesAtOnce)
        {
            await StoreReferencesAsync(cancellationToken);
        }

        while (bytes.Length >= PartLength)
        {
            await StorePartAsync(PartLength, cancellationToken);
        }
    }

    /// <summary>Stores the rest of the file, and returns the SHA-256 of its bytes in hexadecimal.</summary>
    public async Task<string> CompleteAsync(CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
        {
            await StorePartAsync((int)Math.Min(PartLength, bytes.Length), cancellationToken);
        }

        if (references.Count > 0 || referenceParts == 0)
        {
            await StoreReferencesAsync(cancellationToken);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        bytes.Dispose();
        hash.Dispose();
    }

    private async Task StorePartAsync(int length, CancellationToken cancellationToken)
    {
        var part = bytes.GetBuffer().AsMemory(0, length);
        hash.AppendData(part.Span);
        await store.PutPartAsync(cycle, name, parts++, part, cancellationToken);
        RemoveFirst(length);
    }

    private async Task StoreReferencesAsync(CancellationToken cancellationToken)
    {
        var stored = new FileReferences(messageId, [.. references]);
        await store.PutReferencesAsync(cycle, name, referenceParts++, stored, cancellationToken);
        references.Clear();
    }

    private void RemoveFirst(int length)
    {
        var rest = (int)bytes.Length - length;
        bytes.GetBuffer().AsSpan(length, rest).CopyTo(bytes.GetBuffer());
        bytes.SetLength(rest);
        bytes.Position = rest;
    }

    /// <summary>Writes to a stream that stays open when the writer of the file disposes of this one.</summary>
    private sealed class WriteOnlyStream(MemoryStream bytes) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() { }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => bytes.Write(buffer, offset, count);

        public override void Write(ReadOnlySpan<byte> buffer) => bytes.Write(buffer);
    }
}
