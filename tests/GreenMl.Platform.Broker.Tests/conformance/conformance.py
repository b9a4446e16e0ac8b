"""What a client of Amazon SQS and SNS may rely on, checked with boto3 against any endpoint.

    python3 conformance.py http://127.0.0.1:5100

Prints "ok <check>" or "FAIL <check>: <why>" for each check and ends with exit code 1 when one failed.
AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are used when set.
"""

import hashlib
import json
import os
import sys
import threading
import time
import traceback
import uuid

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

CHECKS = []
ACCOUNT_OPTIONS = {
    "region_name": "us-east-1",
    "aws_access_key_id": os.environ.get("AWS_ACCESS_KEY_ID", "test"),
    "aws_secret_access_key": os.environ.get("AWS_SECRET_ACCESS_KEY", "test"),
    "config": Config(retries={"max_attempts": 1}),
}


def check(function):
    CHECKS.append(function)
    return function


def equal(actual, expected):
    assert actual == expected, f"expected {expected!r}, got {actual!r}"


def fails(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        equal(error.response["Error"]["Code"], code)
        return error
    raise AssertionError(f"expected error {code}, got success")


def name(suffix=""):
    return "c-" + uuid.uuid4().hex[:20] + suffix


def queue(fifo=False, **attributes):
    if fifo:
        attributes["FifoQueue"] = "true"
    return sqs.create_queue(QueueName=name(".fifo" if fifo else ""), Attributes=attributes)["QueueUrl"]


def attributes_of(url, *names):
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(names) or ["All"])["Attributes"]


def arn_of(url):
    return attributes_of(url, "QueueArn")["QueueArn"]


def send(url, body="hello", **options):
    return sqs.send_message(QueueUrl=url, MessageBody=body, **options)


def receive(url, count=1, **options):
    options = {"MessageAttributeNames": ["All"], "MessageSystemAttributeNames": ["All"], **options}
    return sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=count, **options).get("Messages", [])


def bodies(messages):
    return [message["Body"] for message in messages]


def delete(url, message):
    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


def with_dead_letters(times, **attributes):
    target = queue()
    policy = json.dumps({"deadLetterTargetArn": arn_of(target), "maxReceiveCount": times})
    return queue(RedrivePolicy=policy, **attributes), target


def topic(**options):
    return sns.create_topic(Name=name(), **options)["TopicArn"]


def subscribe(topic_arn, queue_url, **attributes):
    return sns.subscribe(
        TopicArn=topic_arn,
        Protocol="sqs",
        Endpoint=arn_of(queue_url),
        Attributes=attributes,
        ReturnSubscriptionArn=True,
    )["SubscriptionArn"]


# Queues


@check
def create_again_with_the_same_attributes_gives_the_same_url():
    q = name()
    first = sqs.create_queue(QueueName=q, Attributes={"VisibilityTimeout": "1"})
    equal(sqs.create_queue(QueueName=q, Attributes={"VisibilityTimeout": "1"})["QueueUrl"], first["QueueUrl"])


@check
def create_again_without_attributes_gives_the_same_url():
    q = name()
    first = sqs.create_queue(QueueName=q, Attributes={"VisibilityTimeout": "1"})
    equal(sqs.create_queue(QueueName=q)["QueueUrl"], first["QueueUrl"])


@check
def create_again_with_another_attribute_fails():
    q = name()
    sqs.create_queue(QueueName=q, Attributes={"VisibilityTimeout": "1"})
    fails("QueueAlreadyExists", sqs.create_queue, QueueName=q, Attributes={"VisibilityTimeout": "2"})


@check
def a_missing_queue_has_the_old_code_and_the_typed_exception():
    fails("AWS.SimpleQueueService.NonExistentQueue", sqs.get_queue_url, QueueName=name())
    try:
        sqs.get_queue_url(QueueName=name())
    except sqs.exceptions.QueueDoesNotExist:
        return
    raise AssertionError("no typed exception")


@check
def get_queue_url_finds_the_queue():
    q = name()
    url = sqs.create_queue(QueueName=q)["QueueUrl"]
    equal(sqs.get_queue_url(QueueName=q)["QueueUrl"], url)


@check
def a_bad_queue_name_is_refused():
    fails("InvalidParameterValue", sqs.create_queue, QueueName="no spaces")
    fails("InvalidParameterValue", sqs.create_queue, QueueName="x" * 81)


@check
def attributes_have_their_defaults():
    all = attributes_of(queue())
    equal(all["VisibilityTimeout"], "30")
    equal(all["DelaySeconds"], "0")
    equal(all["MessageRetentionPeriod"], "345600")
    equal(all["ReceiveMessageWaitTimeSeconds"], "0")
    equal(all["ApproximateNumberOfMessages"], "0")


@check
def the_largest_message_is_1_mib_by_default():
    equal(attributes_of(queue(), "MaximumMessageSize"), {"MaximumMessageSize": "1048576"})


@check
def an_unknown_attribute_is_refused():
    fails("InvalidAttributeName", sqs.create_queue, QueueName=name(), Attributes={"Nope": "1"})


@check
def an_attribute_out_of_range_is_refused():
    fails("InvalidAttributeValue", sqs.create_queue, QueueName=name(), Attributes={"DelaySeconds": "901"})


@check
def set_queue_attributes_changes_them():
    q = queue()
    sqs.set_queue_attributes(QueueUrl=q, Attributes={"VisibilityTimeout": "7"})
    equal(attributes_of(q, "VisibilityTimeout"), {"VisibilityTimeout": "7"})


@check
def queue_tags_can_be_added_and_removed():
    q = sqs.create_queue(QueueName=name(), tags={"a": "b"})["QueueUrl"]
    equal(sqs.list_queue_tags(QueueUrl=q)["Tags"], {"a": "b"})
    sqs.tag_queue(QueueUrl=q, Tags={"c": "d"})
    sqs.untag_queue(QueueUrl=q, TagKeys=["a"])
    equal(sqs.list_queue_tags(QueueUrl=q)["Tags"], {"c": "d"})


@check
def queues_are_listed_in_pages():
    prefix = name()
    urls = sorted(sqs.create_queue(QueueName=f"{prefix}-{i}")["QueueUrl"] for i in range(5))
    pages = sqs.get_paginator("list_queues").paginate(QueueNamePrefix=prefix, PaginationConfig={"PageSize": 2})
    pages = [page.get("QueueUrls", []) for page in pages]
    equal([len(page) for page in pages], [2, 2, 1])
    equal(sorted(sum(pages, [])), urls)


@check
def a_deleted_queue_is_gone():
    q = queue()
    sqs.delete_queue(QueueUrl=q)
    fails("AWS.SimpleQueueService.NonExistentQueue", send, url=q)


@check
def purge_deletes_all_messages_once_a_minute():
    q = queue()
    for _ in range(3):
        send(q)
    sqs.purge_queue(QueueUrl=q)
    equal(receive(q, 10), [])
    fails("AWS.SimpleQueueService.PurgeQueueInProgress", sqs.purge_queue, QueueUrl=q)


@check
def dead_letter_sources_are_listed():
    source, target = with_dead_letters(1)
    equal(sqs.list_dead_letter_source_queues(QueueUrl=target)["queueUrls"], [source])


@check
def a_missing_dead_letter_queue_is_refused():
    q = queue()
    policy = json.dumps({"deadLetterTargetArn": arn_of(q) + "-missing", "maxReceiveCount": 1})
    fails("InvalidParameterValue", sqs.set_queue_attributes, QueueUrl=q, Attributes={"RedrivePolicy": policy})


@check
def max_receive_count_must_be_1_to_1000():
    target = arn_of(queue())
    for count in (0, 1001):
        policy = json.dumps({"deadLetterTargetArn": target, "maxReceiveCount": count})
        fails("InvalidParameterValue", queue, RedrivePolicy=policy)


@check
def redrive_allow_policy_is_enforced():
    target = queue(RedriveAllowPolicy=json.dumps({"redrivePermission": "denyAll"}))
    policy = json.dumps({"deadLetterTargetArn": arn_of(target), "maxReceiveCount": 1})
    fails("InvalidParameterValue", queue, RedrivePolicy=policy)


# Sending and receiving


@check
def body_and_attributes_come_back_with_their_checksums():
    q = queue()
    attributes = {
        "text": {"DataType": "String", "StringValue": "1"},
        "bytes": {"DataType": "Binary", "BinaryValue": b"\x01\x02"},
        "number.int": {"DataType": "Number.int", "StringValue": "4"},
    }
    sent = send(q, "h\u00e9llo \U0001f331", MessageAttributes=attributes)
    got = receive(q)[0]
    equal(got["Body"], "h\u00e9llo \U0001f331")
    equal(got["MD5OfBody"], hashlib.md5("h\u00e9llo \U0001f331".encode()).hexdigest())
    equal(got["MessageId"], sent["MessageId"])
    equal(got["MessageAttributes"], attributes)
    equal(got["MD5OfMessageAttributes"], sent["MD5OfMessageAttributes"])


@check
def system_attributes_are_given():
    q = queue()
    trace = {"AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1-5759e988-bd862e3fe1be46a994272793"}}
    send(q, MessageSystemAttributes=trace)
    system = receive(q)[0]["Attributes"]
    equal(system["ApproximateReceiveCount"], "1")
    equal(system["AWSTraceHeader"], trace["AWSTraceHeader"]["StringValue"])
    assert abs(time.time() * 1000 - int(system["SentTimestamp"])) < 60_000
    assert int(system["ApproximateFirstReceiveTimestamp"]) >= int(system["SentTimestamp"])
    assert system["SenderId"]


@check
def only_the_wanted_attributes_are_given():
    q = queue()
    value = {"DataType": "String", "StringValue": "1"}
    send(q, MessageAttributes={"a.one": value, "a.two": value, "b": value})
    got = receive(q, MessageAttributeNames=["a.*"], MessageSystemAttributeNames=["SentTimestamp"])[0]
    equal(sorted(got["MessageAttributes"]), ["a.one", "a.two"])
    equal(list(got["Attributes"]), ["SentTimestamp"])


@check
def nothing_wanted_gives_no_attributes():
    q = queue()
    send(q, MessageAttributes={"a": {"DataType": "String", "StringValue": "1"}})
    got = sqs.receive_message(QueueUrl=q)["Messages"][0]
    assert "MessageAttributes" not in got and "Attributes" not in got, got


@check
def a_received_message_is_hidden_and_comes_back():
    q = queue(VisibilityTimeout="1")
    send(q)
    assert receive(q)
    equal(receive(q), [])
    again = receive(q, WaitTimeSeconds=5)[0]
    equal(again["Attributes"]["ApproximateReceiveCount"], "2")


@check
def one_receive_with_visibility_0_gives_a_message_once():
    q = queue()
    send(q)
    equal(len(receive(q, 10, VisibilityTimeout=0)), 1)
    equal(len(receive(q, 10)), 1)


@check
def a_long_poll_ends_when_a_message_arrives():
    q = queue()
    timer = threading.Timer(0.5, lambda: send(q))
    timer.start()
    start = time.time()
    equal(len(receive(q, WaitTimeSeconds=10)), 1)
    assert time.time() - start < 8
    timer.join()


@check
def a_long_poll_without_a_message_ends_empty():
    start = time.time()
    equal(receive(queue(), WaitTimeSeconds=1), [])
    assert time.time() - start > 0.9


@check
def the_queue_can_ask_for_long_polls():
    q = queue(ReceiveMessageWaitTimeSeconds="1")
    start = time.time()
    equal(receive(q), [])
    assert time.time() - start > 0.9


@check
def a_delayed_message_arrives_later():
    q = queue()
    send(q, DelaySeconds=1)
    equal(receive(q), [])
    equal(attributes_of(q)["ApproximateNumberOfMessagesDelayed"], "1")
    equal(len(receive(q, WaitTimeSeconds=5)), 1)


@check
def counts_tell_visible_and_hidden_messages():
    q = queue()
    for _ in range(3):
        send(q)
    receive(q)
    all = attributes_of(q)
    equal(all["ApproximateNumberOfMessages"], "2")
    equal(all["ApproximateNumberOfMessagesNotVisible"], "1")


@check
def visibility_can_be_changed():
    q = queue()
    send(q)
    message = receive(q)[0]
    sqs.change_message_visibility(QueueUrl=q, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)
    equal(len(receive(q)), 1)


@check
def visibility_can_be_changed_in_batches():
    q = queue()
    for _ in range(3):
        send(q)
    entries = [
        {"Id": str(i), "ReceiptHandle": message["ReceiptHandle"], "VisibilityTimeout": 0}
        for i, message in enumerate(receive(q, 10))
    ]
    answer = sqs.change_message_visibility_batch(QueueUrl=q, Entries=entries)
    equal(len(answer["Successful"]), len(entries))
    equal(len(receive(q, 10)), len(entries))


@check
def visibility_of_a_deleted_message_cannot_be_changed():
    q = queue()
    send(q)
    message = receive(q)[0]
    delete(q, message)
    fails(
        "InvalidParameterValue",
        sqs.change_message_visibility,
        QueueUrl=q,
        ReceiptHandle=message["ReceiptHandle"],
        VisibilityTimeout=5,
    )


@check
def a_message_that_is_visible_again_is_not_in_flight():
    q = queue()
    send(q)
    message = receive(q)[0]
    arguments = {"QueueUrl": q, "ReceiptHandle": message["ReceiptHandle"]}
    sqs.change_message_visibility(VisibilityTimeout=0, **arguments)
    fails("AWS.SimpleQueueService.MessageNotInflight", sqs.change_message_visibility, VisibilityTimeout=5, **arguments)


@check
def visibility_over_12_hours_is_refused():
    q = queue()
    send(q)
    message = receive(q)[0]
    fails(
        "InvalidParameterValue",
        sqs.change_message_visibility,
        QueueUrl=q,
        ReceiptHandle=message["ReceiptHandle"],
        VisibilityTimeout=43201,
    )


@check
def deleting_twice_is_no_error():
    q = queue()
    send(q)
    message = receive(q)[0]
    delete(q, message)
    delete(q, message)


@check
def a_stale_receipt_deletes_nothing():
    q = queue()
    send(q)
    stale = receive(q, VisibilityTimeout=0)[0]
    fresh = receive(q, VisibilityTimeout=0)[0]
    delete(q, stale)
    equal(len(receive(q, VisibilityTimeout=0)), 1)
    assert stale["ReceiptHandle"] != fresh["ReceiptHandle"]


@check
def a_bad_receipt_is_refused():
    fails("ReceiptHandleIsInvalid", sqs.delete_message, QueueUrl=queue(), ReceiptHandle="zzz")


@check
def more_than_ten_messages_cannot_be_received():
    fails("InvalidParameterValue", sqs.receive_message, QueueUrl=queue(), MaxNumberOfMessages=11)


@check
def a_wait_over_20_seconds_is_refused():
    fails("InvalidParameterValue", sqs.receive_message, QueueUrl=queue(), WaitTimeSeconds=21)


@check
def an_empty_body_is_refused():
    fails("MissingParameter", send, url=queue(), body="")


@check
def control_characters_are_refused():
    fails("InvalidMessageContents", send, url=queue(), body="a\x00b")


@check
def a_delay_over_15_minutes_is_refused():
    fails("InvalidParameterValue", send, url=queue(), DelaySeconds=901)


@check
def one_mib_fits_and_one_byte_more_does_not():
    q = queue()
    send(q, "x" * 1048576)
    equal(len(receive(q)[0]["Body"]), 1048576)
    fails("InvalidParameterValue", send, url=q, body="x" * 1048577)


@check
def attributes_count_towards_the_size():
    attribute = {"name": {"DataType": "String", "StringValue": "value"}}
    fails("InvalidParameterValue", send, url=queue(), body="x" * 1048570, MessageAttributes=attribute)


@check
def the_size_limit_of_the_queue_counts_bytes():
    q = queue(MaximumMessageSize="1024")
    send(q, "\u00e9" * 512)
    fails("InvalidParameterValue", send, url=q, body="\u00e9" * 513)


@check
def more_than_ten_attributes_are_refused():
    attributes = {f"a{i}": {"DataType": "String", "StringValue": "v"} for i in range(11)}
    fails("InvalidParameterValue", send, url=queue(), MessageAttributes=attributes)


@check
def an_attribute_of_unknown_type_is_refused():
    attributes = {"a": {"DataType": "Nope", "StringValue": "v"}}
    fails("InvalidParameterValue", send, url=queue(), MessageAttributes=attributes)


# Batches


@check
def one_bad_entry_fails_alone():
    bad = {"Id": "bad", "MessageBody": "x", "MessageAttributes": {"e": {"DataType": "Nope", "StringValue": "y"}}}
    entries = [{"Id": str(i), "MessageBody": f"m{i}"} for i in range(9)] + [bad]
    q = queue()
    answer = sqs.send_message_batch(QueueUrl=q, Entries=entries)
    equal(sorted(entry["Id"] for entry in answer["Successful"]), [str(i) for i in range(9)])
    equal([(entry["Id"], entry["SenderFault"]) for entry in answer["Failed"]], [("bad", True)])
    equal(len(receive(q, 10)), 9)


@check
def a_batch_of_eleven_is_refused():
    entries = [{"Id": str(i), "MessageBody": "m"} for i in range(11)]
    code = "AWS.SimpleQueueService.TooManyEntriesInBatchRequest"
    fails(code, sqs.send_message_batch, QueueUrl=queue(), Entries=entries)


@check
def an_empty_batch_is_refused():
    fails("AWS.SimpleQueueService.EmptyBatchRequest", sqs.send_message_batch, QueueUrl=queue(), Entries=[])


@check
def batch_ids_must_differ():
    entries = [{"Id": "a", "MessageBody": "m"}] * 2
    code = "AWS.SimpleQueueService.BatchEntryIdsNotDistinct"
    fails(code, sqs.send_message_batch, QueueUrl=queue(), Entries=entries)


@check
def batch_ids_must_be_plain():
    entries = [{"Id": "a b", "MessageBody": "m"}]
    code = "AWS.SimpleQueueService.InvalidBatchEntryId"
    fails(code, sqs.send_message_batch, QueueUrl=queue(), Entries=entries)


@check
def a_batch_over_1_mib_is_refused():
    entries = [{"Id": str(i), "MessageBody": "x" * 600_000} for i in range(2)]
    code = "AWS.SimpleQueueService.BatchRequestTooLong"
    fails(code, sqs.send_message_batch, QueueUrl=queue(), Entries=entries)


@check
def messages_can_be_deleted_in_batches():
    q = queue()
    sqs.send_message_batch(QueueUrl=q, Entries=[{"Id": str(i), "MessageBody": "m"} for i in range(10)])
    entries = [{"Id": str(i), "ReceiptHandle": m["ReceiptHandle"]} for i, m in enumerate(receive(q, 10))]
    equal(len(entries), 10)
    answer = sqs.delete_message_batch(QueueUrl=q, Entries=entries + [])
    equal(len(answer["Successful"]), 10)
    equal(attributes_of(q)["ApproximateNumberOfMessagesNotVisible"], "0")


# Dead letters


@check
def the_receive_after_the_last_allowed_moves_to_the_dead_letters():
    q, target = with_dead_letters(2)
    sent = send(q)
    for _ in range(2):
        equal(len(receive(q, VisibilityTimeout=0)), 1)
    equal(receive(q), [])
    moved = receive(target, WaitTimeSeconds=1)[0]
    equal(moved["MessageId"], sent["MessageId"])
    equal(moved["Attributes"]["DeadLetterQueueSourceArn"], arn_of(q))
    equal(moved["Attributes"]["ApproximateReceiveCount"], "1")


# FIFO


@check
def fifo_needs_the_suffix_and_the_attribute():
    fails("InvalidParameterValue", sqs.create_queue, QueueName=name(), Attributes={"FifoQueue": "true"})
    fails("InvalidParameterValue", sqs.create_queue, QueueName=name(".fifo"))


@check
def fifo_keeps_the_order_of_each_group():
    q = queue(fifo=True, ContentBasedDeduplication="true")
    for i in range(3):
        for group in "ab":
            send(q, f"{group}{i}", MessageGroupId=group)
    got = []
    while messages := receive(q, 10):
        got += bodies(messages)
        for message in messages:
            delete(q, message)
    equal([body for body in got if body[0] == "a"], ["a0", "a1", "a2"])
    equal([body for body in got if body[0] == "b"], ["b0", "b1", "b2"])


@check
def fifo_hides_a_group_while_a_message_of_it_is_in_flight():
    q = queue(fifo=True, ContentBasedDeduplication="true")
    for body in ("a0", "a1", "b0"):
        send(q, body, MessageGroupId=body[0])
    equal(bodies(receive(q)), ["a0"])
    equal(bodies(receive(q, 10)), ["b0"])
    equal(receive(q, 10), [])


@check
def fifo_gives_the_next_of_a_group_after_a_delete():
    q = queue(fifo=True, ContentBasedDeduplication="true")
    for body in ("a0", "a1"):
        send(q, body, MessageGroupId="a")
    delete(q, receive(q)[0])
    equal(bodies(receive(q)), ["a1"])


@check
def fifo_drops_what_has_the_same_content():
    q = queue(fifo=True, ContentBasedDeduplication="true")
    first = send(q, "same", MessageGroupId="a")
    again = send(q, "same", MessageGroupId="b")
    equal(again["MessageId"], first["MessageId"])
    equal(again["SequenceNumber"], first["SequenceNumber"])
    equal(len(receive(q, 10)), 1)


@check
def fifo_drops_what_has_the_same_deduplication_id():
    q = queue(fifo=True)
    for body in ("one", "two"):
        send(q, body, MessageGroupId="a", MessageDeduplicationId="id")
    got = receive(q, 10)
    equal(bodies(got), ["one"])
    equal(got[0]["Attributes"]["MessageDeduplicationId"], "id")
    equal(got[0]["Attributes"]["MessageGroupId"], "a")


@check
def fifo_can_deduplicate_within_each_group():
    q = queue(fifo=True, DeduplicationScope="messageGroup", FifoThroughputLimit="perMessageGroupId")
    for group in "ab":
        send(q, group, MessageGroupId=group, MessageDeduplicationId="id")
    equal(sorted(bodies(receive(q, 10))), ["a", "b"])


@check
def fifo_needs_a_group():
    fails("MissingParameter", send, url=queue(fifo=True, ContentBasedDeduplication="true"))


@check
def fifo_needs_a_deduplication_id_unless_content_is_it():
    fails("InvalidParameterValue", send, url=queue(fifo=True), MessageGroupId="a")


@check
def fifo_messages_cannot_be_delayed_alone():
    q = queue(fifo=True, ContentBasedDeduplication="true")
    fails("InvalidParameterValue", send, url=q, MessageGroupId="a", DelaySeconds=1)


# Topics


@check
def create_topic_again_gives_the_same_arn():
    t = name()
    equal(sns.create_topic(Name=t)["TopicArn"], sns.create_topic(Name=t)["TopicArn"])


@check
def create_topic_with_other_tags_fails():
    t = name()
    sns.create_topic(Name=t, Tags=[{"Key": "k", "Value": "v"}])
    fails("InvalidParameter", sns.create_topic, Name=t, Tags=[{"Key": "k", "Value": "w"}])


@check
def topic_attributes_can_be_set():
    t = topic()
    sns.set_topic_attributes(TopicArn=t, AttributeName="DisplayName", AttributeValue="Name")
    all = sns.get_topic_attributes(TopicArn=t)["Attributes"]
    equal((all["TopicArn"], all["DisplayName"], all["SubscriptionsConfirmed"]), (t, "Name", "0"))


@check
def topic_tags_can_be_added_and_removed():
    t = topic(Tags=[{"Key": "a", "Value": "b"}])
    sns.tag_resource(ResourceArn=t, Tags=[{"Key": "c", "Value": "d"}])
    sns.untag_resource(ResourceArn=t, TagKeys=["a"])
    equal(sns.list_tags_for_resource(ResourceArn=t)["Tags"], [{"Key": "c", "Value": "d"}])


@check
def topics_are_listed_in_pages():
    made = {topic() for _ in range(101)}
    pages = list(sns.get_paginator("list_topics").paginate())
    assert len(pages) > 1
    listed = {entry["TopicArn"] for page in pages for entry in page["Topics"]}
    assert made <= listed
    for arn in made:
        sns.delete_topic(TopicArn=arn)


@check
def a_missing_topic_is_not_found():
    fails("NotFound", sns.publish, TopicArn=topic() + "x", Message="m")


@check
def deleting_a_topic_twice_is_no_error():
    t = topic()
    sns.delete_topic(TopicArn=t)
    sns.delete_topic(TopicArn=t)


@check
def subscribe_again_gives_the_same_arn():
    t, q = topic(), queue()
    equal(subscribe(t, q, RawMessageDelivery="true"), subscribe(t, q, RawMessageDelivery="true"))


@check
def subscribe_again_with_other_attributes_fails():
    t, q = topic(), queue()
    subscribe(t, q, RawMessageDelivery="true")
    error = fails("InvalidParameter", subscribe, topic_arn=t, queue_url=q, RawMessageDelivery="false")
    assert "exists" in error.response["Error"]["Message"]


@check
def subscriptions_are_listed_and_described():
    t, q = topic(), queue()
    arn = subscribe(t, q, RawMessageDelivery="true")
    subscribe(t, queue())
    listed = sns.list_subscriptions_by_topic(TopicArn=t)["Subscriptions"]
    equal(len(listed), 2)
    mine = next(entry for entry in listed if entry["SubscriptionArn"] == arn)
    equal((mine["Protocol"], mine["Endpoint"], mine["TopicArn"]), ("sqs", arn_of(q), t))
    all = sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
    equal((all["RawMessageDelivery"], all["Endpoint"]), ("true", arn_of(q)))


@check
def subscription_attributes_can_be_set():
    t, q = topic(), queue()
    arn = subscribe(t, q)
    sns.set_subscription_attributes(SubscriptionArn=arn, AttributeName="RawMessageDelivery", AttributeValue="true")
    sns.publish(TopicArn=t, Message="raw")
    equal(bodies(receive(q, WaitTimeSeconds=1)), ["raw"])


@check
def raw_delivery_keeps_body_and_attributes():
    t, q = topic(), queue()
    subscribe(t, q, RawMessageDelivery="true")
    attributes = {
        "kind": {"DataType": "String", "StringValue": "x"},
        "bytes": {"DataType": "Binary", "BinaryValue": b"\x00\xff"},
    }
    sns.publish(TopicArn=t, Message="hi <&> \u00fc", MessageAttributes=attributes)
    got = receive(q, WaitTimeSeconds=1)[0]
    equal(got["Body"], "hi <&> \u00fc")
    equal(got["MessageAttributes"], attributes)


@check
def wrapped_delivery_tells_topic_message_and_attributes():
    t, q = topic(), queue()
    subscribe(t, q)
    attributes = {"kind": {"DataType": "String", "StringValue": "x"}}
    sent = sns.publish(TopicArn=t, Message="hi <&> \u00fc", Subject="s", MessageAttributes=attributes)
    body = json.loads(receive(q, WaitTimeSeconds=1)[0]["Body"])
    equal(
        (body["Type"], body["TopicArn"], body["Message"], body["Subject"], body["MessageId"]),
        ("Notification", t, "hi <&> \u00fc", "s", sent["MessageId"]),
    )
    equal(body["MessageAttributes"], {"kind": {"Type": "String", "Value": "x"}})


@check
def raw_delivery_drops_more_than_ten_attributes():
    t, q = topic(), queue()
    subscribe(t, q, RawMessageDelivery="true")
    attributes = {f"a{i}": {"DataType": "String", "StringValue": "v"} for i in range(11)}
    sns.publish(TopicArn=t, Message="dropped", MessageAttributes=attributes)
    sns.publish(TopicArn=t, Message="kept")
    equal(bodies(receive(q, 10, WaitTimeSeconds=1)), ["kept"])


@check
def a_filter_on_attributes_selects():
    t, q = topic(), queue()
    policy = {"kind": ["x", {"prefix": "y"}], "size": [{"numeric": [">=", 10, "<", 20]}]}
    subscribe(t, q, RawMessageDelivery="true", FilterPolicy=json.dumps(policy))
    for kind, size in (("x", 10), ("yes", 19.5), ("no", 15), ("x", 20)):
        attributes = {
            "kind": {"DataType": "String", "StringValue": kind},
            "size": {"DataType": "Number", "StringValue": str(size)},
        }
        sns.publish(TopicArn=t, Message=f"{kind}{size}", MessageAttributes=attributes)
    sns.publish(TopicArn=t, Message="none")
    equal(sorted(bodies(receive(q, 10, WaitTimeSeconds=1))), ["x10", "yes19.5"])


@check
def a_filter_on_the_body_selects():
    t, q = topic(), queue()
    policy = {"order": {"state": [{"anything-but": ["draft"]}]}}
    attributes = {"FilterPolicy": json.dumps(policy), "FilterPolicyScope": "MessageBody"}
    subscribe(t, q, RawMessageDelivery="true", **attributes)
    for state in ("draft", "paid"):
        sns.publish(TopicArn=t, Message=json.dumps({"order": {"state": state}}))
    got = [json.loads(body) for body in bodies(receive(q, 10, WaitTimeSeconds=1))]
    equal(got, [{"order": {"state": "paid"}}])


@check
def a_bad_filter_is_refused():
    t, q = topic(), queue()
    fails("InvalidParameter", subscribe, topic_arn=t, queue_url=q, FilterPolicy='{"a": [{"nope": 1}]}')


@check
def publish_batch_delivers_every_entry():
    t, q = topic(), queue()
    subscribe(t, q, RawMessageDelivery="true")
    entries = [{"Id": str(i), "Message": f"p{i}"} for i in range(3)]
    equal(len(sns.publish_batch(TopicArn=t, PublishBatchRequestEntries=entries)["Successful"]), 3)
    equal(sorted(bodies(receive(q, 10, WaitTimeSeconds=1))), ["p0", "p1", "p2"])


@check
def publish_batch_has_the_limits_of_batches():
    t = topic()
    entries = [{"Id": str(i), "Message": "m"} for i in range(11)]
    fails("TooManyEntriesInBatchRequest", sns.publish_batch, TopicArn=t, PublishBatchRequestEntries=entries)
    entries = [{"Id": "a", "Message": "m"}] * 2
    fails("BatchEntryIdsNotDistinct", sns.publish_batch, TopicArn=t, PublishBatchRequestEntries=entries)


@check
def a_message_over_256_kib_is_refused():
    fails("InvalidParameter", sns.publish, TopicArn=topic(), Message="x" * (256 * 1024 + 1))


@check
def fifo_topics_deliver_in_order_and_once():
    t = sns.create_topic(
        Name=name(".fifo"), Attributes={"FifoTopic": "true", "ContentBasedDeduplication": "true"}
    )["TopicArn"]
    q = queue(fifo=True)
    subscribe(t, q, RawMessageDelivery="true")
    for body in ("one", "one", "two"):
        assert sns.publish(TopicArn=t, Message=body, MessageGroupId="g")["SequenceNumber"]
    got = []
    while messages := receive(q):
        got += bodies(messages)
        delete(q, messages[0])
    equal(got, ["one", "two"])


@check
def an_unsubscribed_queue_gets_nothing():
    t, q = topic(), queue()
    sns.unsubscribe(SubscriptionArn=subscribe(t, q))
    sns.publish(TopicArn=t, Message="m")
    equal(receive(q), [])


def main(endpoint):
    global sqs, sns
    sqs = boto3.client("sqs", endpoint_url=endpoint, **ACCOUNT_OPTIONS)
    sns = boto3.client("sns", endpoint_url=endpoint, **ACCOUNT_OPTIONS)
    failed = 0
    for run in CHECKS:
        try:
            run()
            print(f"ok {run.__name__}", flush=True)
        except Exception as error:
            failed += 1
            line = traceback.extract_tb(error.__traceback__)[1].lineno
            print(f"FAIL {run.__name__}: line {line}: {type(error).__name__} {error}".replace("\n", " "), flush=True)
    print(f"{len(CHECKS) - failed} of {len(CHECKS)} checks passed")
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: conformance.py <endpoint URL>")
    sys.exit(main(sys.argv[1]))
